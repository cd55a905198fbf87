//! Routes by taking a part of them down and building it up again.
//!
//! Slack induction by string removals (Christiaens and Vanden Berghe 2020, Transportation Science 54:417) under simulated annealing: in
//! each round strings of neighbouring stops are taken out of neighbouring routes, and each goes back where it costs least, now and then
//! with a blink. Ruin and recreate as such is by Schrimpf et al. 2000, J Comput Phys 159:139. What comes out is improved by 2-opt and
//! Or-opt within each route.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::plan::{Milli, Problem, Tour};
use crate::{Control, Result, control::checkpoint};

/// What a stop costs that no team takes: more than any way.
const LEFT_OUT: Milli = 100_000_000;
/// Stops that are taken out in a round, on average.
const REMOVED: f64 = 10.0;
/// The longest string.
const LONGEST: f64 = 10.0;
/// How often the middle of a string stays.
const SPLIT: f64 = 0.5;
/// How often the next longer middle is tried.
const SPLIT_DEEPER: f64 = 0.01;
/// How often a place is passed over.
const BLINK: f64 = 0.01;
/// The most stops that were left out before which a round tries again.
const MOST_TRIED: usize = 8;
/// How often all places are tried again for a stop that was left out in the round before.
const TRIED_AGAIN: f64 = 0.05;
const NOWHERE: u32 = u32::MAX;

struct Draw(ChaCha8Rng);

impl Draw {
    /// From 0 up to 1.
    fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u64::from(self.0.next_u32()) * bound as u64) >> 32) as usize
    }
}

/// Routes and where each stop is in them.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) tours: Vec<Tour>,
    /// For each stop its team and its place.
    places: Vec<(u32, u32)>,
    pub(super) left_out: Vec<u32>,
    cost: Milli,
}

struct Search<'a> {
    problem: &'a Problem,
    plan: Plan,
    /// Routes as they were before the round, where they were touched.
    kept: Vec<Option<Tour>>,
    spare: Vec<Tour>,
    draw: Draw,
    removed: Vec<u32>,
}

impl Search<'_> {
    fn cost(&self) -> Milli {
        let travel: Milli = self.plan.tours.iter().map(|tour| tour.travel).sum();
        travel + LEFT_OUT * self.plan.left_out.len() as Milli
    }

    fn touch(&mut self, team: usize) {
        let Some(slot) = self.kept.get_mut(team).filter(|slot| slot.is_none()) else {
            return;
        };
        let Some(tour) = self.plan.tours.get(team) else {
            return;
        };
        let mut copy = self.spare.pop().unwrap_or_default();
        copy.clone_from(tour);
        *slot = Some(copy);
    }

    fn renew(&mut self, team: usize) {
        let Some(tour) = self.plan.tours.get_mut(team) else {
            return;
        };
        tour.update(self.problem, team);
        for (at, stop) in (0u32..).zip(&tour.stops) {
            if let Some(place) = self.plan.places.get_mut(*stop as usize) {
                *place = (team as u32, at);
            }
        }
    }

    fn place(&self, stop: u32) -> Option<(usize, usize)> {
        let place = self.plan.places.get(stop as usize)?;
        (place.0 != NOWHERE).then_some((place.0 as usize, place.1 as usize))
    }

    /// Takes strings of stops out of routes around a stop.
    fn ruin(&mut self) {
        let used = self.plan.tours.iter().filter(|tour| !tour.stops.is_empty());
        let (routes, stops) = used.fold((0, 0), |(routes, stops), tour| {
            (routes + 1, stops + tour.stops.len())
        });
        if stops == 0 {
            return;
        }
        let longest = LONGEST.min(f64::from(stops as u32) / f64::from(routes));
        let most_strings = 4.0 * REMOVED / (1.0 + longest) - 1.0;
        let strings = (1.0 + self.draw.share() * most_strings).floor().max(1.0) as usize;
        let seed = self.draw.below(self.problem.stops);
        let mut ruined: Vec<usize> = Vec::new();
        let around = self.problem.near.get(seed).map_or(&[][..], Vec::as_slice);
        for stop in std::iter::once(seed as u32).chain(around.iter().copied()) {
            if ruined.len() >= strings {
                break;
            }
            let Some((team, at)) = self.place(stop).filter(|(team, _)| !ruined.contains(team))
            else {
                continue;
            };
            ruined.push(team);
            self.remove_string(team, at, longest);
        }
    }

    fn remove_string(&mut self, team: usize, at: usize, longest: f64) {
        self.touch(team);
        let Some(length) = self.plan.tours.get(team).map(|tour| tour.stops.len()) else {
            return;
        };
        let most = longest.min(length as f64);
        let many = (1.0 + self.draw.share() * most).floor().clamp(1.0, most) as usize;
        // a middle of some stops stays
        let mut middle = 0;
        if many > 1 && many < length && self.draw.share() < SPLIT {
            middle = 1;
            while many + middle < length && self.draw.share() < SPLIT_DEEPER {
                middle += 1;
            }
        }
        let whole = many + middle;
        let earliest = (at + 1).saturating_sub(whole);
        let latest = at.min(length - whole);
        let start = earliest + self.draw.below(latest - earliest + 1);
        let stays = start + self.draw.below(many.max(2) - 1) + 1;
        let mut from = 0;
        let removed = &mut self.removed;
        let places = &mut self.plan.places;
        if let Some(tour) = self.plan.tours.get_mut(team) {
            tour.stops.retain(|stop| {
                let here = from;
                from += 1;
                let is_in = here >= start && here < start + whole;
                let is_middle = middle > 0 && here >= stays && here < stays + middle;
                let is_out = is_in && !is_middle;
                if is_out {
                    removed.push(*stop);
                    if let Some(place) = places.get_mut(*stop as usize) {
                        place.0 = NOWHERE;
                    }
                }
                !is_out
            });
        }
        self.renew(team);
    }

    /// Puts stops back where they cost least; those that go nowhere are left out.
    fn recreate(&mut self, is_first: bool) {
        let problem = self.problem;
        // with each stop whether it was left out before this round
        let removed = self.removed.drain(..).map(|stop| (stop, false));
        let mut open: Vec<(u32, bool)> = removed.collect();
        let mut out = std::mem::take(&mut self.plan.left_out);
        if !is_first && out.len() > MOST_TRIED {
            for at in 0..MOST_TRIED {
                let other = at + self.draw.below(out.len() - at);
                out.swap(at, other);
            }
            self.plan.left_out = out.split_off(MOST_TRIED);
        }
        open.extend(out.into_iter().map(|stop| (stop, !is_first)));
        let from_base = |stop: u32| {
            let teams = 0..problem.teams;
            let ways = teams.map(|team| problem.go(problem.base(team), stop as usize));
            ways.min().unwrap_or_default()
        };
        // the order of the draw, the far ones first, the near ones first, those with the shortest time first
        open.sort_unstable();
        for at in (1..open.len()).rev() {
            let other = self.draw.below(at + 1);
            open.swap(at, other);
        }
        match self.draw.below(8) {
            0..=3 => {}
            4 | 5 => open.sort_by_key(|(stop, _)| -from_base(*stop)),
            6 => open.sort_by_key(|(stop, _)| from_base(*stop)),
            _ => open.sort_by_key(|(stop, _)| {
                let (from, to) = problem.window(*stop as usize);
                to - from
            }),
        }
        for (stop, was_left_out) in open {
            let mut best = self.best_place(stop, true);
            // who was left out before seldom fits where it has no neighbour: all places are tried now and then
            if best.is_none() && (!was_left_out || self.draw.share() < TRIED_AGAIN) {
                best = self.best_place(stop, false);
            }
            let Some((team, at)) = best else {
                self.plan.left_out.push(stop);
                continue;
            };
            self.touch(team);
            if let Some(tour) = self.plan.tours.get_mut(team) {
                tour.stops.insert(at, stop);
            }
            self.renew(team);
        }
    }

    /// The place that costs least: next to near stops and at the ends of routes, or anywhere.
    fn best_place(&mut self, stop: u32, is_near: bool) -> Option<(usize, usize)> {
        let problem = self.problem;
        let mut best: Option<(Milli, usize, usize)> = None;
        let (plan, draw) = (&self.plan, &mut self.draw);
        let mut look = |team: usize, at: usize| {
            let Some(tour) = plan.tours.get(team) else {
                return;
            };
            if tour.stops.len() >= problem.capacity(team) || draw.share() < BLINK {
                return;
            }
            let cost = tour.insertion(problem, team, stop as usize, at);
            if let Some(cost) = cost.filter(|cost| best.is_none_or(|best| *cost < best.0)) {
                best = Some((cost, team, at));
            }
        };
        for (team, tour) in plan.tours.iter().enumerate() {
            let ends = tour.stops.len();
            if is_near {
                look(team, 0);
                if ends > 0 {
                    look(team, ends);
                }
            } else {
                (0..=ends).for_each(|at| look(team, at));
            }
        }
        if is_near {
            let near = problem
                .near
                .get(stop as usize)
                .map_or(&[][..], Vec::as_slice);
            for other in near.iter().take(NEAR) {
                let place = plan.places.get(*other as usize);
                if let Some((team, at)) = place.filter(|place| place.0 != NOWHERE) {
                    look(*team as usize, *at as usize);
                    look(*team as usize, *at as usize + 1);
                }
            }
        }
        best.map(|(_, team, at)| (team, at))
    }

    /// Keeps the round, or goes back to what was before.
    fn settle(&mut self, is_kept: bool, left_out: &[u32]) {
        for team in 0..self.kept.len() {
            let Some(tour) = self.kept.get_mut(team).and_then(Option::take) else {
                continue;
            };
            if is_kept {
                self.spare.push(tour);
                continue;
            }
            if let Some(now) = self.plan.tours.get_mut(team) {
                self.spare.push(std::mem::replace(now, tour));
            }
        }
        if is_kept {
            return;
        }
        for stop in &self.plan.left_out {
            if let Some(place) = self.plan.places.get_mut(*stop as usize) {
                place.0 = NOWHERE;
            }
        }
        self.plan.left_out.clear();
        self.plan.left_out.extend_from_slice(left_out);
        for stop in left_out {
            if let Some(place) = self.plan.places.get_mut(*stop as usize) {
                place.0 = NOWHERE;
            }
        }
        for (team, tour) in (0u32..).zip(&self.plan.tours) {
            for (at, stop) in (0u32..).zip(&tour.stops) {
                if let Some(place) = self.plan.places.get_mut(*stop as usize) {
                    *place = (team, at);
                }
            }
        }
    }
}

/// So many neighbours of a stop are looked at when it is put back.
const NEAR: usize = 24;

/// The best routes that were found.
pub(super) fn search(
    problem: &Problem,
    rounds: u64,
    seed: u64,
    control: &dyn Control,
) -> Result<Plan> {
    let plan = Plan {
        tours: vec![Tour::default(); problem.teams],
        places: vec![(NOWHERE, 0); problem.stops],
        left_out: (0..problem.stops as u32).collect(),
        cost: 0,
    };
    let mut search = Search {
        problem,
        plan,
        kept: vec![None; problem.teams],
        spare: Vec::new(),
        draw: Draw(ChaCha8Rng::seed_from_u64(seed)),
        removed: Vec::new(),
    };
    for team in 0..problem.teams {
        search.renew(team);
    }
    search.recreate(true);
    search.settle(true, &[]);
    let mut cost = search.cost();
    let mut best = search.plan.clone();
    best.cost = cost;
    let ways = problem.near.iter().enumerate().filter_map(|(stop, near)| {
        let first = near.first()?;
        Some(problem.go(stop, *first as usize))
    });
    let (sum, many) = ways.fold((0, 0_i64), |(sum, many), way| (sum + way, many + 1));
    let mean = (sum as f64 / many.max(1) as f64).max(1.0);
    let (hot, cold) = (mean * 1.5, mean * 0.01);
    let cooling = libm::pow(cold / hot, 1.0 / rounds.max(1) as f64);
    let mut heat = hot;
    let mut left_out: Vec<u32> = Vec::new();
    for round in 0..rounds {
        if round % 4_096 == 0 {
            checkpoint(control, round, rounds)?;
        }
        left_out.clear();
        left_out.extend_from_slice(&search.plan.left_out);
        search.ruin();
        search.recreate(false);
        let now = search.cost();
        let limit = cost as f64 - heat * libm::log(search.draw.share().max(1e-12));
        let is_kept = (now as f64) < limit;
        search.settle(is_kept, &left_out);
        if is_kept {
            cost = now;
            if now < best.cost {
                best.tours.clone_from(&search.plan.tours);
                best.left_out.clone_from(&search.plan.left_out);
                best.cost = now;
            }
        }
        heat *= cooling;
    }
    for (team, tour) in best.tours.iter_mut().enumerate() {
        polish(problem, team, tour);
    }
    best.left_out.sort_unstable();
    Ok(best)
}

/// 2-opt and Or-opt within a route until neither helps.
fn polish(problem: &Problem, team: usize, tour: &mut Tour) {
    let mut better = true;
    while better {
        better = false;
        let length = tour.stops.len();
        for from in 0..length {
            for to in from + 1..length {
                better |= improve(problem, team, tour, |stops| {
                    if let Some(part) = stops.get_mut(from..=to) {
                        part.reverse();
                    }
                });
            }
            for many in 1..=3_usize.min(length - from) {
                for to in 0..=length - many {
                    better |= improve(problem, team, tour, |stops| {
                        let part: Vec<u32> = stops.drain(from..from + many).collect();
                        stops.splice(to..to, part);
                    });
                }
            }
        }
    }
}

/// Makes a change, and takes it back unless it is shorter and times are kept.
fn improve(
    problem: &Problem,
    team: usize,
    tour: &mut Tour,
    change: impl Fn(&mut Vec<u32>),
) -> bool {
    let mut changed = tour.stops.clone();
    change(&mut changed);
    if length(problem, team, &changed) >= tour.travel {
        return false;
    }
    let before = tour.clone();
    tour.stops = changed;
    let is_kept = tour.update(problem, team) && tour.travel < before.travel;
    if !is_kept {
        *tour = before;
    }
    is_kept
}

fn length(problem: &Problem, team: usize, stops: &[u32]) -> Milli {
    let base = problem.base(team);
    let mut before = base;
    let mut sum = 0;
    for stop in stops {
        sum += problem.go(before, *stop as usize);
        before = *stop as usize;
    }
    sum + problem.go(before, base)
}
