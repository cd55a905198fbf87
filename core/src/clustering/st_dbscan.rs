use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Corridor, components::root, sweep::Sweep};
use crate::{
    Control, Error, Result,
    events::{
        Events,
        gap::{expected_gap, probability_within},
    },
    json,
    records::Limits,
};

/// When two events whose times are spans are near in time. For exact times all three are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimeGap {
    /// When they can be: the least gap between the spans counts.
    #[default]
    Minimum,
    /// When they are on average: the expected gap counts, each time being anywhere in its span.
    Expected,
    /// When they are with a probability of at least `share`, above 0 and up to 1. Between two cores a border event goes by
    /// the expected gap.
    ProbablyWithin {
        /// The probability.
        share: f64,
    },
}

/// Where an event counts of which the place is known only as a point and a radius.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StPlaces {
    /// At its point. The outcome says for how many that is a guess.
    #[default]
    Points,
    /// At its point, and then at places that are drawn evenly from its disc, again and again: the outcome says in which share
    /// of the draws each event was in a cluster.
    Impute {
        /// How many draws, 1 to 10,000; 20 to 100 are usual. Each costs as much as a whole search.
        draws: u32,
        /// The seed.
        #[serde(default = "first_seed")]
        seed: u64,
    },
}

const fn first_seed() -> u64 {
    1
}

/// What makes a cluster.
///
/// ```
/// use caselink::clustering::StDbscanSettings;
///
/// let settings = StDbscanSettings { eps_metres: 400.0, ..StDbscanSettings::default() };
/// assert_eq!((settings.eps_days, settings.min_points), (7.0, 3));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StDbscanSettings {
    /// How far apart neighbours are at most, in metres (eps1). Assumption: 200.
    pub eps_metres: f64,
    /// How far apart they are at most, in days (eps2). Assumption: 7.
    pub eps_days: f64,
    /// Events that there must be in the neighbourhood of a core, itself among them. Assumption: 3.
    pub min_points: u32,
    /// What counts between times that are spans.
    pub time_gap: TimeGap,
    /// A road along which the distance is measured; events off it belong to no cluster.
    pub corridor: Option<Corridor>,
    /// Where events count whose places have a radius.
    pub places: StPlaces,
}

impl Default for StDbscanSettings {
    fn default() -> Self {
        Self {
            eps_metres: 200.0,
            eps_days: 7.0,
            min_points: 3,
            time_gap: TimeGap::Minimum,
            corridor: None,
            places: StPlaces::Points,
        }
    }
}

impl StDbscanSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "st_dbscan_settings",
            reason,
        })
    }

    /// Whether the settings can be used. A corridor is checked with the events, since it is in their metric.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names the first that cannot.
    pub fn check(&self) -> Result<()> {
        let wrong = |name, reason: &str| {
            Err(Error::InvalidParameter {
                name,
                reason: reason.to_owned(),
            })
        };
        let is_length = |length: f64| length >= 0.0 && length.is_finite();
        if !is_length(self.eps_metres) {
            return wrong("eps_metres", "must be 0 or more");
        }
        if !is_length(self.eps_days) {
            return wrong("eps_days", "must be 0 or more");
        }
        if self.min_points == 0 {
            return wrong("min_points", "must be 1 or more");
        }
        if let StPlaces::Impute { draws, .. } = self.places
            && !(1..=10_000).contains(&draws)
        {
            return wrong("places", "draws must be from 1 to 10,000");
        }
        match self.time_gap {
            TimeGap::ProbablyWithin { share } if !(share > 0.0 && share <= 1.0) => {
                wrong("share", "must be above 0 and at most 1")
            }
            _ => Ok(()),
        }
    }
}

/// What an event is to its cluster.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StRole {
    /// Its neighbourhood has enough events.
    Core,
    /// It is the neighbour of a core.
    Border,
    /// Neither.
    Noise,
    /// It lies off the corridor.
    OffCorridor,
}

/// Clusters in space and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StClusters {
    /// For each event the label of its cluster: the number of the first event in it.
    pub labels: Vec<Option<u32>>,
    /// For each event what it is.
    pub roles: Vec<StRole>,
    /// The clusters, in the order of their first events.
    pub clusters: Vec<StCluster>,
    /// How many events are noise.
    pub noise: u32,
    /// How many lie off the corridor.
    pub off_corridor: u32,
    /// For each event its metres along the corridor, where there is one.
    pub along: Option<Vec<Option<f64>>>,
    /// Events whose place is a guess: their radius is more than half of `eps_metres`.
    pub rough_places: u32,
    /// Where places are drawn, for each event the share of draws in which it was in a cluster. All else is from the points.
    pub in_cluster: Option<Vec<f64>>,
}

/// One cluster.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StCluster {
    /// The number of its first event.
    pub label: u32,
    /// The numbers of its events, the first one first.
    pub events: Vec<u32>,
    /// How many of them are cores.
    pub cores: u32,
}

/// Clusters of events that are dense in space and time: ST-DBSCAN (Birant and Kut 2007, Data Knowl Eng 60:208), exactly.
///
/// Two events are neighbours when they are at most `eps_metres` and at most `eps_days` apart; at the same place or at the same
/// time is near enough. An event with `min_points` in its neighbourhood, itself among them, is a core. Cores that are
/// neighbours are in one cluster. Another event that is the neighbour of a core goes to the nearest one, by the larger of
/// metres / `eps_metres` and gap / `eps_days`, and among those equally near to the first one. The rest is noise. The third
/// parameter of the paper, on a value besides place and time, is left out: with it the outcome hangs on the order of visits.
///
/// Which event is *first* says `order`: for each event its place in the order of your ids. Without it the events' own numbers
/// count, and so the order of the rows decides what only a tie leaves open: the label of a cluster, and to which of two
/// clusters a border event goes that is just as near to both. With it, the outcome is the same for any order of the rows.
///
/// It holds where one density fits all: `eps_metres` that suit a city find nothing in the country.
///
/// An event with a radius is at its point, and counted in `rough_places` where the radius is wide; with [`StPlaces::Impute`]
/// `in_cluster` says how sure it is that each is in a cluster at all. The distances are those of the events' metric, or along the corridor. Time and memory
/// in proportion to the events, and time to the pairs in touching cubes of `eps_metres` within `eps_days`; no pair is kept.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings or a corridor that cannot be used; [`Error::LengthMismatch`] for an `order` of
/// another length; [`Error::LimitExceeded`] when more than [`Limits::pairs`] must be looked at: make `eps_metres` or `eps_days`
/// smaller; [`Error::Cancelled`] when the control says so.
///
/// ```
/// use caselink::{NoControl, clustering::{StDbscanSettings, StRole, st_dbscan}, events::{EventColumns, Events, Metric}, records::Limits};
///
/// let columns = EventColumns {
///     x: &[0.0, 100.0, 0.0, 5_000.0, 250.0],
///     y: &[0.0, 0.0, 0.0, 0.0, 0.0],
///     start: &[1.0, 2.0, 2.0, 2.0, 3.0],
///     ..EventColumns::default()
/// };
/// let limits = Limits::default();
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &limits)?;
/// let found = st_dbscan(&events, None, &StDbscanSettings::default(), &limits, &NoControl)?;
/// assert_eq!(found.labels, [Some(0), Some(0), Some(0), None, Some(0)]);
/// assert_eq!(found.roles[4], StRole::Border);
/// assert_eq!(found.clusters[0].cores, 3);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn st_dbscan(
    events: &Events,
    order: Option<&[u32]>,
    settings: &StDbscanSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<StClusters> {
    settings.check()?;
    if let Some(order) = order
        && order.len() != events.len()
    {
        return Err(Error::LengthMismatch {
            column: "order".to_owned(),
            found: order.len(),
            expected: events.len(),
        });
    }
    let mut found = clusters(events, order, settings, limits, control)?;
    found.rough_places = events.rougher_than(settings.eps_metres / 2.0) as u32;
    let StPlaces::Impute { draws, seed } = settings.places else {
        return Ok(found);
    };
    let rank = |event: usize| {
        let place = order.and_then(|order| order.get(event));
        place.copied().unwrap_or(event as u32)
    };
    let mut times = vec![0_u32; events.len()];
    // where all places are exact, every draw is the same
    let draws = if events.has_exact_places() { 1 } else { draws };
    for draw in 0..draws {
        let placed = events.with_places_by_chance(seed, draw, rank);
        let labels = clusters(&placed, order, settings, limits, control)?.labels;
        for (times, label) in times.iter_mut().zip(labels) {
            *times += u32::from(label.is_some());
        }
    }
    let share = |times: u32| f64::from(times) / f64::from(draws);
    found.in_cluster = Some(times.into_iter().map(share).collect());
    Ok(found)
}

fn clusters(
    events: &Events,
    order: Option<&[u32]>,
    settings: &StDbscanSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<StClusters> {
    let along = match &settings.corridor {
        Some(corridor) => {
            let road = corridor.road(events.metric())?;
            let places = events.x().iter().zip(events.y());
            Some(
                places
                    .map(|(&x, &y)| road.locate((x, y)))
                    .collect::<Vec<_>>(),
            )
        }
        None => None,
    };
    let sweep = Sweep::new(
        events,
        along.as_deref(),
        settings.eps_metres,
        settings.eps_days,
    );
    let search = Search {
        sweep: &sweep,
        order,
        settings,
        limits,
        control,
    };
    let is_core = search.cores()?;
    let trees = search.trees(&is_core)?;
    Ok(search.gather(events.len(), &is_core, &trees, along))
}

/// The place of an event in the order of ids, and its number.
type Rank = (u32, u32);

/// The nearest core of an event that is none.
#[derive(Clone, Copy)]
struct NearestCore {
    apart: f64,
    rank: Rank,
    at: u32,
}

/// One search for clusters, over positions of the sweep.
struct Search<'a> {
    sweep: &'a Sweep,
    order: Option<&'a [u32]>,
    settings: &'a StDbscanSettings,
    limits: &'a Limits,
    control: &'a dyn Control,
}

impl Search<'_> {
    /// Which are cores.
    fn cores(&self) -> Result<Vec<bool>> {
        let mut neighbours = vec![1_u32; self.sweep.len()];
        self.sweep.each((0, 2), self.limits, self.control, |a, b| {
            if self.is_neighbour(a, b) {
                for at in [a, b] {
                    if let Some(count) = neighbours.get_mut(at) {
                        *count = count.saturating_add(1);
                    }
                }
            }
        })?;
        let least = self.settings.min_points;
        Ok(neighbours.into_iter().map(|count| count >= least).collect())
    }

    /// For each core and each border event the tree of its cluster: the position of one of its cores.
    fn trees(&self, is_core: &[bool]) -> Result<Vec<Option<u32>>> {
        let mut forest: Vec<u32> = (0..self.sweep.len() as u32).collect();
        let mut nearest: Vec<Option<NearestCore>> = vec![None; self.sweep.len()];
        let core = |at: usize| is_core.get(at).copied().unwrap_or(false);
        self.sweep.each((1, 2), self.limits, self.control, |a, b| {
            let (border, other) = match (core(a), core(b)) {
                (true, true) => {
                    let of_a = root(&mut forest, a as u32);
                    let of_b = root(&mut forest, b as u32);
                    if of_a != of_b && self.is_neighbour(a, b) {
                        forest[of_a.max(of_b) as usize] = of_a.min(of_b);
                    }
                    return;
                }
                (false, false) => return,
                (true, false) => (b, a),
                (false, true) => (a, b),
            };
            if self.is_neighbour(border, other)
                && let Some(best) = nearest.get_mut(border)
            {
                let here = NearestCore {
                    apart: self.apart(border, other),
                    rank: self.rank(self.sweep.event(other)),
                    at: other as u32,
                };
                let is_nearer = |best: NearestCore| {
                    let apart = here.apart.total_cmp(&best.apart);
                    apart.then(here.rank.cmp(&best.rank)).is_lt()
                };
                if best.is_none_or(is_nearer) {
                    *best = Some(here);
                }
            }
        })?;
        let tree = |at: usize| {
            let of = if core(at) {
                Some(at as u32)
            } else {
                nearest.get(at).copied().flatten().map(|nearest| nearest.at)
            };
            of.map(|of| root(&mut forest, of))
        };
        Ok((0..self.sweep.len()).map(tree).collect())
    }

    /// From positions of the sweep back to events.
    fn gather(
        &self,
        count: usize,
        is_core: &[bool],
        trees: &[Option<u32>],
        along: Option<Vec<Option<f64>>>,
    ) -> StClusters {
        let mut found = StClusters {
            labels: vec![None; count],
            roles: vec![StRole::OffCorridor; count],
            clusters: Vec::new(),
            noise: 0,
            off_corridor: (count - self.sweep.len()) as u32,
            along,
            rough_places: 0,
            in_cluster: None,
        };
        let mut tree_of = vec![None; count];
        for (&event, (&is_core, &tree)) in self.sweep.events.iter().zip(is_core.iter().zip(trees)) {
            let role = match tree {
                Some(_) if is_core => StRole::Core,
                Some(_) => StRole::Border,
                None => StRole::Noise,
            };
            found.noise += u32::from(role == StRole::Noise);
            let event = event as usize;
            if let (Some(of), Some(place)) = (found.roles.get_mut(event), tree_of.get_mut(event)) {
                (*of, *place) = (role, tree);
            }
        }
        let mut by_rank: Vec<u32> = (0..count as u32).collect();
        if self.order.is_some() {
            by_rank.sort_unstable_by_key(|&event| self.rank(event));
        }
        let mut cluster_of: Vec<Option<u32>> = vec![None; self.sweep.len()];
        for event in by_rank {
            let tree = tree_of.get(event as usize).copied().flatten();
            let Some(number) = tree.and_then(|tree| cluster_of.get_mut(tree as usize)) else {
                continue;
            };
            let number = *number.get_or_insert(found.clusters.len() as u32) as usize;
            if number == found.clusters.len() {
                found.clusters.push(StCluster {
                    label: event,
                    events: Vec::new(),
                    cores: 0,
                });
            }
            if let Some(cluster) = found.clusters.get_mut(number)
                && let Some(label) = found.labels.get_mut(event as usize)
            {
                *label = Some(cluster.label);
                cluster.events.push(event);
                let is_core = found.roles.get(event as usize) == Some(&StRole::Core);
                cluster.cores += u32::from(is_core);
            }
        }
        found
    }

    fn rank(&self, event: u32) -> Rank {
        let place = self.order.and_then(|order| order.get(event as usize));
        (place.copied().unwrap_or(event), event)
    }

    /// Whether two are neighbours, when it is known that their times can be near.
    #[inline]
    fn is_neighbour(&self, a: usize, b: usize) -> bool {
        let days = self.settings.eps_days;
        let in_time = match self.settings.time_gap {
            TimeGap::Minimum => true,
            TimeGap::Expected => expected_gap(self.sweep.time(a), self.sweep.time(b)) <= days,
            TimeGap::ProbablyWithin { share } => {
                probability_within(self.sweep.time(a), self.sweep.time(b), days) >= share
            }
        };
        in_time && self.sweep.is_near(a, b)
    }

    /// How far apart two neighbours are: the larger part of what may be.
    fn apart(&self, a: usize, b: usize) -> f64 {
        let (first, second) = (self.sweep.time(a), self.sweep.time(b));
        let gap = match self.settings.time_gap {
            TimeGap::Minimum => (second.0 - first.1).max(first.0 - second.1).max(0.0),
            TimeGap::Expected | TimeGap::ProbablyWithin { .. } => expected_gap(first, second),
        };
        let part = |length: f64, most: f64| if most > 0.0 { length / most } else { 0.0 };
        let metres = part(self.sweep.distance(a, b), self.settings.eps_metres);
        metres.max(part(gap, self.settings.eps_days))
    }
}
