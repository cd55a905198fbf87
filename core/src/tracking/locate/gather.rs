//! Facts as they come: entries of a timeline, mentions of places, what each says for or against a place.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    EntryState, FactSource, LeftOut, LeftOutReason, LocateSettings, LocatedCounts, PlaceUse,
    ReasonKind, SourceKind, TimelineEntry, TimelineKind, address::PlaceForm,
};
use crate::records::{Pii, Place, Provenance};

/// So many facts are named of those that were left out for one reason.
const FIRST: usize = 5;

/// A record that facts are cited from.
#[derive(Clone, Copy)]
pub(super) struct Cite<'a> {
    pub(super) record: &'a Pii<String>,
    pub(super) kind: SourceKind,
    pub(super) top: Option<&'a Provenance>,
}

impl Cite<'_> {
    /// A fact in a field; the provenance of the fact itself comes first, then that of what it is a part of.
    pub(super) fn of(&self, field: String, chain: &[Option<&Provenance>]) -> FactSource {
        let nearest = chain.iter().flatten().copied().next();
        let all = || chain.iter().flatten().copied().chain(self.top);
        FactSource {
            record: self.record.clone(),
            kind: self.kind,
            field,
            source: all().find_map(|one| one.source.clone()),
            agency: all().find_map(|one| one.agency.clone()),
            // who reported the record did not report each part of it
            reported_by: nearest.and_then(|one| one.reported_by.clone()),
            confidence: nearest.and_then(|one| one.confidence.clone()),
            recorded_on: all().find_map(|one| one.recorded_on),
        }
    }
}

/// A place that a fact names.
pub(super) struct Mention {
    pub(super) place: Place,
    pub(super) form: PlaceForm,
    pub(super) of: PlaceUse,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    pub(super) source: FactSource,
}

/// What a fact says for or against the place of a mention.
pub(super) struct Draft {
    pub(super) mention: usize,
    pub(super) kind: ReasonKind,
    pub(super) on: Option<NaiveDate>,
    pub(super) words: String,
    pub(super) source: FactSource,
}

/// An entry, and what is not shown of it.
pub(super) struct Entry {
    pub(super) shown: TimelineEntry,
    pub(super) mention: Option<usize>,
    /// The number of the person's record.
    pub(super) record: usize,
}

impl Entry {
    /// Where it stands; of several records, in the first.
    pub(super) fn source(&self) -> FactSource {
        self.shown.sources.first().cloned().unwrap_or_default()
    }
}

/// All facts.
pub(super) struct Gathered<'a> {
    pub(super) settings: &'a LocateSettings,
    pub(super) entries: Vec<Entry>,
    pub(super) mentions: Vec<Mention>,
    pub(super) drafts: Vec<Draft>,
    pub(super) counts: LocatedCounts,
    left_out: BTreeMap<LeftOutReason, (u64, Vec<FactSource>)>,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(settings: &'a LocateSettings) -> Self {
        Self {
            settings,
            entries: Vec::new(),
            mentions: Vec::new(),
            drafts: Vec::new(),
            counts: LocatedCounts::default(),
            left_out: BTreeMap::new(),
        }
    }

    pub(super) fn leave_out(&mut self, reason: LeftOutReason, source: &FactSource) {
        self.leave_out_many(reason, 1, std::slice::from_ref(source));
    }

    pub(super) fn leave_out_many(
        &mut self,
        reason: LeftOutReason,
        count: u64,
        sources: &[FactSource],
    ) {
        if count == 0 {
            return;
        }
        let (all, first) = self.left_out.entry(reason).or_default();
        *all += count;
        let room = FIRST.saturating_sub(first.len());
        first.extend(sources.iter().take(room).cloned());
    }

    pub(super) fn left_out(&mut self) -> Vec<LeftOut> {
        let all = std::mem::take(&mut self.left_out);
        all.into_iter()
            .map(|(reason, (count, first))| LeftOut {
                reason,
                count,
                first,
            })
            .collect()
    }

    /// Whether a fact was on record by the day that is asked about, without counting.
    pub(super) fn knows(&self, source: &FactSource) -> bool {
        let known_on = self.settings.known_on;
        known_on.is_none_or(|day| source.recorded_on.is_none_or(|on| on <= day))
    }

    /// Whether a fact was on record by the day that is asked about; what was not is counted.
    pub(super) fn is_known(&mut self, source: &FactSource) -> bool {
        let Some(known_on) = self.settings.known_on else {
            return true;
        };
        match source.recorded_on {
            Some(on) if on > known_on => {
                self.leave_out(LeftOutReason::NotYetKnown, source);
                false
            }
            Some(_) => true,
            None => {
                self.counts.record_date_unknown += 1;
                true
            }
        }
    }

    /// A place that a fact names; none where it names none. The fact stays in the timeline.
    pub(super) fn mention(
        &mut self,
        place: &Place,
        of: PlaceUse,
        days: (Option<NaiveDate>, Option<NaiveDate>),
        source: &FactSource,
    ) -> Option<usize> {
        let form = PlaceForm::of(place);
        if form.is_note {
            self.leave_out(LeftOutReason::NoAddress, source);
        }
        if form.grain.is_none() && of != PlaceUse::Custody {
            if !form.is_note {
                self.leave_out(LeftOutReason::NoPlace, source);
            }
            return None;
        }
        self.mentions.push(Mention {
            place: place.clone(),
            form,
            of,
            from: days.0,
            until: days.1,
            source: source.clone(),
        });
        Some(self.mentions.len() - 1)
    }

    pub(super) fn draft(
        &mut self,
        mention: Option<usize>,
        kind: ReasonKind,
        on: Option<NaiveDate>,
        words: impl Into<String>,
        source: &FactSource,
    ) {
        if let Some(mention) = mention {
            self.drafts.push(Draft {
                mention,
                kind,
                on,
                words: words.into(),
                source: source.clone(),
            });
        }
    }

    /// Where a stretch of days stands.
    pub(super) fn state(&self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> EntryState {
        let as_of = self.settings.as_of;
        match (from, until) {
            (Some(from), _) if from > as_of => EntryState::Planned,
            (_, Some(until)) if until <= as_of => EntryState::Past,
            (None, _) => EntryState::Undated,
            _ => EntryState::Current,
        }
    }

    /// The day up to which a fact is vouched for: that on which it was recorded, or that on which it began.
    pub(super) fn vouched(
        &self,
        from: Option<NaiveDate>,
        source: &FactSource,
    ) -> Option<NaiveDate> {
        let recorded = source.recorded_on.filter(|on| *on <= self.settings.as_of);
        let from = from.filter(|on| *on <= self.settings.as_of);
        recorded.max(from)
    }
}

/// An entry of which only the kind and the words are said.
pub(super) fn blank(
    kind: TimelineKind,
    words: impl Into<String>,
    source: FactSource,
) -> TimelineEntry {
    TimelineEntry {
        kind,
        state: EntryState::Undated,
        from: None,
        until: None,
        exact: true,
        words: words.into(),
        place: None,
        rank: None,
        organisation: None,
        vehicle: None,
        jurisdiction: None,
        declared: None,
        verified: None,
        last_verified: None,
        checks: Vec::new(),
        sources: vec![source],
    }
}
