//! The numbers behind a sweep, and routes that keep to hours, windows and capacity.

/// Thousandths of a minute.
pub(super) type Milli = i64;

/// What is to be planned. Nodes are the stops, then the bases.
pub(super) struct Problem {
    pub(super) stops: usize,
    pub(super) teams: usize,
    /// From each node to each.
    pub(super) travel: Vec<i32>,
    pub(super) service: Vec<Milli>,
    /// When a visit may begin.
    pub(super) windows: Vec<(Milli, Milli)>,
    pub(super) hours: Vec<(Milli, Milli)>,
    pub(super) capacity: Vec<usize>,
    /// For each stop the others, the nearest first, as many as are looked at.
    pub(super) near: Vec<Vec<u32>>,
}

impl Problem {
    pub(super) fn go(&self, from: usize, to: usize) -> Milli {
        let at = from * (self.stops + self.teams) + to;
        self.travel.get(at).copied().map_or(0, Milli::from)
    }

    pub(super) const fn base(&self, team: usize) -> usize {
        self.stops + team
    }

    pub(super) fn service(&self, stop: usize) -> Milli {
        self.service.get(stop).copied().unwrap_or_default()
    }

    pub(super) fn window(&self, stop: usize) -> (Milli, Milli) {
        self.windows.get(stop).copied().unwrap_or_default()
    }

    pub(super) fn hours(&self, team: usize) -> (Milli, Milli) {
        self.hours.get(team).copied().unwrap_or_default()
    }

    pub(super) fn capacity(&self, team: usize) -> usize {
        self.capacity.get(team).copied().unwrap_or_default()
    }
}

/// The stops of one team in order, with the earliest and latest times that they allow.
#[derive(Clone, Default)]
pub(super) struct Tour {
    pub(super) stops: Vec<u32>,
    /// For each stop when the team can leave it at the earliest.
    leave: Vec<Milli>,
    /// For each stop when it must have arrived at the latest.
    latest: Vec<Milli>,
    pub(super) travel: Milli,
}

impl Tour {
    pub(super) fn at(&self, position: usize) -> Option<usize> {
        self.stops.get(position).map(|stop| *stop as usize)
    }

    /// Works the times out again; whether all of them can be kept.
    pub(super) fn update(&mut self, problem: &Problem, team: usize) -> bool {
        let base = problem.base(team);
        let (open, close) = problem.hours(team);
        let (mut time, mut before, mut travel) = (open, base, 0);
        let mut is_kept = true;
        self.leave.clear();
        for stop in &self.stops {
            let stop = *stop as usize;
            let way = problem.go(before, stop);
            let (from, to) = problem.window(stop);
            let begin = (time + way).max(from);
            is_kept &= begin <= to;
            travel += way;
            time = begin + problem.service(stop);
            before = stop;
            self.leave.push(time);
        }
        let home = if self.stops.is_empty() {
            0
        } else {
            problem.go(before, base)
        };
        is_kept &= time + home <= close;
        self.travel = travel + home;
        self.latest.clear();
        let (mut latest, mut after) = (close, base);
        for stop in self.stops.iter().rev() {
            let stop = *stop as usize;
            let must_leave = latest - problem.go(stop, after);
            latest = (must_leave - problem.service(stop)).min(problem.window(stop).1);
            after = stop;
            self.latest.push(latest);
        }
        self.latest.reverse();
        is_kept
    }

    /// What it costs to put a stop before the one at a position, where times allow.
    pub(super) fn insertion(
        &self,
        problem: &Problem,
        team: usize,
        stop: usize,
        position: usize,
    ) -> Option<Milli> {
        let base = problem.base(team);
        let before = position.checked_sub(1);
        let from = before.and_then(|at| self.at(at)).unwrap_or(base);
        let to = self.at(position).unwrap_or(base);
        let (open, close) = problem.hours(team);
        let leave = before
            .and_then(|at| self.leave.get(at))
            .copied()
            .unwrap_or(open);
        let must_be = self.latest.get(position).copied().unwrap_or(close);
        let (there, back) = (problem.go(from, stop), problem.go(stop, to));
        let (earliest, last) = problem.window(stop);
        let begin = (leave + there).max(earliest);
        if begin > last || begin + problem.service(stop) + back > must_be {
            return None;
        }
        let direct = if self.stops.is_empty() {
            0
        } else {
            problem.go(from, to)
        };
        Some(there + back - direct)
    }
}
