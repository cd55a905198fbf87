//! Addresses into field routes for teams.

mod answer;
mod inputs;
mod plan;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::{
    inputs::wrong,
    plan::{Milli, Problem},
    search::Plan,
};
use super::great_circle::{Unit, km, unit};
use crate::{Control, Error, Result, records::Pii};

pub use answer::{Route, RouteStop, Routes, UnassignedReason, UnassignedStop};
pub use inputs::{SweepSettings, SweepStop, SweepTeam, Travel};

/// The most stops of one sweep.
const MOST_STOPS: usize = 5_000;
/// The most teams.
const MOST_TEAMS: usize = 500;
/// The most minutes of one way.
const LONGEST_WAY: f64 = 100_000.0;
/// Neighbours of each stop that are kept.
const NEIGHBOURS: usize = 100;

/// Groups addresses into a route for each team: as many as capacity and hours allow, with as little time on the way as was found.
///
/// Each stop stands in one route or among those left out, with the reason. Routes begin and end at the base of the team, and visits begin
/// within their windows. The same stops, teams, seed and settings give the same routes, in whatever order stops and teams come.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when something is out of its range, a matrix is not square or an id stands twice;
/// [`Error::LimitExceeded`] for more than 5,000 stops or 500 teams; [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, tracking::{SweepSettings, SweepStop, SweepTeam, Travel, verification_sweep}};
///
/// let stop = |id: &str, latitude: f64| SweepStop {
///     id: id.into(),
///     latitude: Some(latitude.into()),
///     longitude: Some((-89.65).into()),
///     ..SweepStop::default()
/// };
/// let team = SweepTeam {
///     id: "north".to_owned(),
///     latitude: Some(39.8),
///     longitude: Some(-89.65),
///     capacity: 10,
///     hours: (480.0, 960.0), // from 8 to 16
/// };
/// let stops = [stop("C", 39.9), stop("A", 39.81), stop("B", 39.85)];
/// let found = verification_sweep(&stops, &[team], &Travel::default(), &SweepSettings::default(), &NoControl)?;
/// assert_eq!(found.routes[0].stops.len(), 3);
/// assert!(found.routes[0].back_minute < 960.0);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn verification_sweep(
    stops: &[SweepStop],
    teams: &[SweepTeam],
    travel: &Travel,
    settings: &SweepSettings,
    control: &dyn Control,
) -> Result<Routes> {
    settings.check()?;
    check(stops, teams)?;
    let mut order: Vec<usize> = (0..stops.len()).collect();
    order.sort_unstable_by_key(|at| stops.get(*at).map(|stop| &stop.id));
    let mut team_order: Vec<usize> = (0..teams.len()).collect();
    team_order.sort_unstable_by_key(|at| teams.get(*at).map(|team| &team.id));
    let teams: Vec<&SweepTeam> = team_order.iter().filter_map(|at| teams.get(*at)).collect();
    let ways = Ways::new(stops, &order, &teams, &team_order, travel)?;
    let (placed, lost): (Vec<usize>, Vec<usize>) =
        order.iter().partition(|at| ways.is_placed(**at));
    let problem = problem(stops, &placed, &teams, &ways, settings);
    let rounds = u64::from(settings.rounds) * problem.stops as u64;
    let plan = search::search(&problem, rounds, settings.seed, control)?;
    let id = |at: usize| {
        stops
            .get(at)
            .map(|stop| stop.id.clone())
            .unwrap_or_default()
    };
    let routes: Vec<Route> = teams
        .iter()
        .enumerate()
        .map(|(team, one)| {
            route(&problem, &plan, team, &one.id, |stop| {
                id(placed.get(stop).copied().unwrap_or_default())
            })
        })
        .collect();
    let mut unassigned: Vec<UnassignedStop> = lost
        .into_iter()
        .map(|at| UnassignedStop {
            stop: id(at),
            reason: UnassignedReason::NoPosition,
        })
        .collect();
    unassigned.extend(plan.left_out.iter().map(|stop| UnassignedStop {
        stop: id(placed.get(*stop as usize).copied().unwrap_or_default()),
        reason: why_left_out(&problem, &plan, *stop as usize),
    }));
    unassigned.sort_by(|a, b| a.stop.cmp(&b.stop));
    let milli: Milli = plan.tours.iter().map(|tour| tour.travel).sum();
    Ok(Routes {
        routes,
        unassigned,
        travel_minutes: minutes(milli),
        rounds,
    })
}

fn check(stops: &[SweepStop], teams: &[SweepTeam]) -> Result<()> {
    for (limit, allowed, asked) in [
        ("stops", MOST_STOPS, stops.len()),
        ("teams", MOST_TEAMS, teams.len()),
    ] {
        if asked > allowed {
            return Err(Error::LimitExceeded {
                limit,
                allowed: allowed as u64,
                asked: asked as u64,
            });
        }
    }
    let mut ids = BTreeSet::new();
    for (row, stop) in stops.iter().enumerate() {
        let say = |what: &str| Err(wrong("stops", format!("row {row}: {what}")));
        if !ids.insert(&stop.id) {
            return say("the id stands twice");
        }
        let is_day = |minute: f64| (0.0..=1_440.0).contains(&minute);
        if stop.service_minutes.is_some_and(|one| !is_day(one)) {
            return say("service_minutes must be from 0 to 1,440");
        }
        if stop
            .window
            .is_some_and(|(from, to)| !(is_day(from) && is_day(to) && from <= to))
        {
            return say("window must rise, from 0 to 1,440 minutes after midnight");
        }
    }
    let mut names = BTreeSet::new();
    for (row, team) in teams.iter().enumerate() {
        let say = |what: &str| Err(wrong("teams", format!("row {row}: {what}")));
        if !names.insert(&team.id) {
            return say("the id stands twice");
        }
        let (from, to) = team.hours;
        if !(0.0 <= from && from < to && to <= 2_880.0) {
            return say("hours must rise, from 0 to 2,880 minutes after midnight");
        }
    }
    Ok(())
}

/// Ways between stops and bases, by the rows in which they were given.
enum Ways<'a> {
    Matrix(&'a [Vec<f64>], Vec<usize>),
    Points(Vec<Option<Unit>>, Vec<Unit>, f64),
}

impl<'a> Ways<'a> {
    fn new(
        stops: &[SweepStop],
        order: &[usize],
        teams: &[&SweepTeam],
        team_order: &[usize],
        travel: &'a Travel,
    ) -> Result<Self> {
        let side = order.len() + teams.len();
        match travel {
            Travel::Matrix { minutes } => {
                let is_square =
                    minutes.len() == side && minutes.iter().all(|row| row.len() == side);
                if !is_square {
                    return Err(wrong(
                        "travel",
                        format!(
                            "minutes must have {side} rows and columns: the stops, then the teams"
                        ),
                    ));
                }
                let is_way = |way: &f64| (0.0..=LONGEST_WAY).contains(way);
                if !minutes.iter().flatten().all(is_way) {
                    return Err(wrong(
                        "travel",
                        "minutes must be from 0 to 100,000".to_owned(),
                    ));
                }
                let bases = team_order.iter().map(|at| order.len() + at).collect();
                Ok(Self::Matrix(minutes, bases))
            }
            Travel::GreatCircle {
                road_factor,
                km_per_hour,
            } => {
                if !((1.0..=10.0).contains(road_factor) && (1.0..=1_000.0).contains(km_per_hour)) {
                    return Err(wrong(
                        "travel",
                        "road_factor must be from 1 to 10, km_per_hour from 1 to 1,000".to_owned(),
                    ));
                }
                let of = |stop: &SweepStop| {
                    let (latitude, longitude) = (stop.latitude?, stop.longitude?);
                    unit(*latitude.expose(), *longitude.expose())
                };
                let base = |team: &&SweepTeam| {
                    let point = team.latitude.zip(team.longitude);
                    point
                        .and_then(|(latitude, longitude)| unit(latitude, longitude))
                        .ok_or_else(|| {
                            wrong(
                                "teams",
                                "a base must have latitude and longitude".to_owned(),
                            )
                        })
                };
                let bases: Vec<Unit> = teams.iter().map(base).collect::<Result<_>>()?;
                let factor = road_factor / km_per_hour * 60.0;
                Ok(Self::Points(stops.iter().map(of).collect(), bases, factor))
            }
        }
    }

    fn is_placed(&self, stop: usize) -> bool {
        match self {
            Self::Matrix(..) => true,
            Self::Points(stops, ..) => stops.get(stop).is_some_and(Option::is_some),
        }
    }

    /// Minutes between two nodes: a stop by its row, or a team by its place in order.
    fn minutes(&self, from: Node, to: Node) -> f64 {
        match self {
            Self::Matrix(minutes, bases) => {
                let row = |node: Node| match node {
                    Node::Stop(at) => Some(at),
                    Node::Base(at) => bases.get(at).copied(),
                };
                let way = row(from)
                    .zip(row(to))
                    .and_then(|(from, to)| minutes.get(from)?.get(to));
                way.copied().unwrap_or(LONGEST_WAY)
            }
            Self::Points(stops, bases, factor) => {
                let point = |node: Node| match node {
                    Node::Stop(at) => stops.get(at).copied().flatten(),
                    Node::Base(at) => bases.get(at).copied(),
                };
                let way = point(from)
                    .zip(point(to))
                    .map(|(from, to)| km(from, to) * factor);
                way.unwrap_or(LONGEST_WAY).min(LONGEST_WAY)
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Node {
    Stop(usize),
    Base(usize),
}

fn milli(minutes: f64) -> Milli {
    (minutes * 1_000.0).round() as Milli
}

/// Nothing may begin before or end after what was given, by no thousandth of a minute.
fn inward((from, to): (f64, f64)) -> (Milli, Milli) {
    (
        (from * 1_000.0).ceil() as Milli,
        (to * 1_000.0).floor() as Milli,
    )
}

fn minutes(milli: Milli) -> f64 {
    milli as f64 / 1_000.0
}

fn problem(
    stops: &[SweepStop],
    placed: &[usize],
    teams: &[&SweepTeam],
    ways: &Ways<'_>,
    settings: &SweepSettings,
) -> Problem {
    let nodes: Vec<Node> = placed
        .iter()
        .map(|at| Node::Stop(*at))
        .chain((0..teams.len()).map(Node::Base))
        .collect();
    let mut travel: Vec<i32> = Vec::with_capacity(nodes.len() * nodes.len());
    for from in &nodes {
        travel.extend(
            nodes
                .iter()
                .map(|to| milli(ways.minutes(*from, *to)) as i32),
        );
    }
    let all = || placed.iter().filter_map(|at| stops.get(*at));
    let even = placed.len().div_ceil(teams.len().max(1)) as f64;
    let share = settings
        .balance
        .map(|more| (even * (1.0 + more)).ceil() as usize);
    let mut problem = Problem {
        stops: placed.len(),
        teams: teams.len(),
        travel,
        service: all()
            .map(|stop| milli(stop.service_minutes.unwrap_or(settings.service_minutes)))
            .collect(),
        windows: all()
            .map(|stop| stop.window.map_or((0, Milli::from(i32::MAX)), inward))
            .collect(),
        hours: teams.iter().map(|team| inward(team.hours)).collect(),
        capacity: teams
            .iter()
            .map(|team| {
                share.map_or(team.capacity as usize, |share| {
                    share.min(team.capacity as usize)
                })
            })
            .collect(),
        near: Vec::new(),
    };
    problem.near = (0..problem.stops)
        .map(|stop| {
            let mut others: Vec<(Milli, u32)> = (0..problem.stops)
                .filter(|other| *other != stop)
                .map(|other| {
                    let way = problem.go(stop, other).min(problem.go(other, stop));
                    (way, other as u32)
                })
                .collect();
            if others.len() > NEIGHBOURS {
                others.select_nth_unstable(NEIGHBOURS);
                others.truncate(NEIGHBOURS);
            }
            others.sort_unstable();
            others.into_iter().map(|other| other.1).collect()
        })
        .collect();
    problem
}

fn route(
    problem: &Problem,
    plan: &Plan,
    team: usize,
    name: &str,
    id: impl Fn(usize) -> Pii<String>,
) -> Route {
    let (open, _) = problem.hours(team);
    let base = problem.base(team);
    let order: Vec<usize> = plan
        .tours
        .get(team)
        .map(|tour| tour.stops.iter().map(|stop| *stop as usize).collect())
        .unwrap_or_default();
    // no earlier than the first visit needs
    let leave = order.first().map_or(open, |first| {
        let (from, _) = problem.window(*first);
        open.max(from - problem.go(base, *first))
    });
    let (mut time, mut before) = (leave, base);
    let (mut travel, mut service, mut wait) = (0, 0, 0);
    let mut stops = Vec::new();
    for stop in &order {
        let way = problem.go(before, *stop);
        let arrival = time + way;
        let begin = arrival.max(problem.window(*stop).0);
        time = begin + problem.service(*stop);
        travel += way;
        service += problem.service(*stop);
        wait += begin - arrival;
        before = *stop;
        stops.push(RouteStop {
            stop: id(*stop),
            travel_minutes: minutes(way),
            arrival_minute: minutes(arrival),
            begin_minute: minutes(begin),
            leave_minute: minutes(time),
        });
    }
    let home = if order.is_empty() {
        0
    } else {
        problem.go(before, base)
    };
    Route {
        team: name.to_owned(),
        stops,
        leave_minute: minutes(leave),
        back_minute: minutes(time + home),
        travel_minutes: minutes(travel + home),
        service_minutes: minutes(service),
        wait_minutes: minutes(wait),
    }
}

fn why_left_out(problem: &Problem, plan: &Plan, stop: usize) -> UnassignedReason {
    let (from, to) = problem.window(stop);
    let (mut is_in_window, mut is_in_hours, mut has_room) = (false, false, false);
    for team in 0..problem.teams {
        let (open, close) = problem.hours(team);
        let base = problem.base(team);
        let begin = (open + problem.go(base, stop)).max(from);
        let back = begin + problem.service(stop) + problem.go(stop, base);
        is_in_window |= begin <= to;
        if begin <= to && back <= close {
            is_in_hours = true;
            let many = plan.tours.get(team).map_or(0, |tour| tour.stops.len());
            has_room |= many < problem.capacity(team);
        }
    }
    match (is_in_window, is_in_hours, has_room) {
        _ if problem.teams == 0 => UnassignedReason::NoCapacity,
        (false, ..) => UnassignedReason::WindowMissed,
        (_, false, _) => UnassignedReason::OutOfHours,
        (_, _, true) => UnassignedReason::NoTime,
        _ => UnassignedReason::NoCapacity,
    }
}
