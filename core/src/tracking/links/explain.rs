//! Links in words: what was compared, where it stands, and what would change it.

use std::fmt::Write as _;

use super::{
    Exclusion, ExclusionReason, Link, LinkComponent, LinkGroup, LinkInput, OffenderIndex,
    candidates::Weighed,
    case_facts::date,
    score::{Part, Scored, Scorer},
    tell::{case_input, day_or_none},
    time::{Ruled, apart},
};
use crate::{linkage::MilliBits, records::Pii};

/// The weight of evidence in words, by powers of ten.
fn words(total: i32) -> &'static str {
    const TEN: i32 = 3_322;
    match total {
        total if total <= -TEN => "the evidence speaks against a link",
        total if total < 0 => "the evidence speaks slightly against a link",
        total if total < 997 => "the evidence says next to nothing",
        total if total < TEN => "slight evidence for a link",
        total if total < 2 * TEN => "moderate evidence for a link",
        total if total < 3 * TEN => "moderately strong evidence for a link",
        total if total < 4 * TEN => "strong evidence for a link",
        _ => "very strong evidence for a link",
    }
}

impl OffenderIndex {
    pub(super) fn link(&self, weighed: &Weighed<'_>, scored: &Scored, rank: u32) -> Link {
        let scale = &weighed.scale;
        let mut components = Vec::new();
        let mut not_compared = Vec::new();
        for (group, part) in LinkGroup::ALL.into_iter().zip(&scored.parts) {
            if part.is_compared {
                components.push(self.component(scale, scored, group, part));
            } else {
                not_compared.push(group);
            }
        }
        let ratio = libm::exp2(f64::from(scored.total) / 1_000.0);
        Link {
            offender: self.columns.id(scored.candidate.offender).into(),
            same_person: self.same_person_ids(scale, scored),
            case: scale.case.id.clone(),
            rank,
            outcome: scored.outcome,
            insufficient: scored.reason,
            exclusion: self.exclusion(scale, scored),
            total: MilliBits(scored.total),
            words: words(scored.total).to_owned(),
            components,
            not_compared,
            prior_times_ratio: weighed.prior() * ratio,
        }
    }

    /// The ids of the other records of the same person.
    pub(super) fn same_person_ids(&self, scale: &Scorer<'_>, scored: &Scored) -> Vec<Pii<String>> {
        let others = scale.others(scored.candidate.offender).iter();
        let mut ids: Vec<Pii<String>> = others.map(|row| self.columns.id(*row).into()).collect();
        ids.sort_unstable();
        ids
    }

    fn component(
        &self,
        scale: &Scorer<'_>,
        scored: &Scored,
        group: LinkGroup,
        part: &Part,
    ) -> LinkComponent {
        let offender = part.row;
        let mut told = match group {
            LinkGroup::Place => self.tell_place(scale, scored.candidate.place),
            LinkGroup::Area => self.tell_area(scored.candidate.area),
            LinkGroup::Time => self.tell_time(scale, offender, part),
            LinkGroup::Victim => self.tell_victim(scale.case, offender),
            LinkGroup::Approach => self.tell_approach(scale.case, offender),
            LinkGroup::Vehicle => self.tell_vehicle(scale.case, offender, part),
            LinkGroup::Description => self.tell_description(scale, offender, part),
            LinkGroup::Marks => self.tell_marks(scale.case, offender, part),
            LinkGroup::Named => self.tell_named(scale.case, offender, part),
            LinkGroup::Noncompliance => self.tell_noncompliance(offender),
        };
        if part.is_dropped {
            told.label
                .push_str("; counted once, with what the same source says elsewhere");
        }
        LinkComponent {
            group,
            weight: MilliBits(part.weight),
            uncapped: MilliBits(part.raw),
            caps: scale.settings.caps(group),
            individual: part.is_individual && part.weight >= scale.settings.individual_from.0,
            label: told.label,
            inputs: told.inputs,
            missing: told.missing,
            would_change: would_change(group).to_owned(),
            source: source(group).to_owned(),
        }
    }

    pub(super) fn exclusion(&self, scale: &Scorer<'_>, scored: &Scored) -> Option<Exclusion> {
        let (offender, ruled) = scored.ruled?;
        let case = scale.case;
        Some(match ruled {
            Ruled::Died(last) => Exclusion {
                reason: ExclusionReason::Died,
                label: "died before the time of the case".to_owned(),
                inputs: vec![
                    case_input(case, "last_seen"),
                    LinkInput {
                        until: date(last),
                        ..self.own(offender, "died_on".to_owned())
                    },
                ],
                would_change: "a death certificate of somebody else, or another date".to_owned(),
            },
            Ruled::Held(at) => {
                let away = self.columns.away.get(offender).get(at as usize)?;
                Exclusion {
                    reason: ExclusionReason::InCustody,
                    label: "in verified custody from before the first day to after the last".to_owned(),
                    inputs: vec![
                        case_input(case, "last_seen"),
                        LinkInput {
                            from: day_or_none(away.start),
                            until: day_or_none(away.end),
                            ..self.own(offender, format!("custody[{}]", away.at))
                        },
                    ],
                    would_change: "furlough, work release, escape, or a record of another person: ask the place of custody"
                        .to_owned(),
                }
            }
            Ruled::Elsewhere(first, last) => {
                let seen = self.columns.seen.get(offender);
                let mut inputs = vec![case_input(case, "last_seen")];
                let mut label =
                    String::from("verified elsewhere, too far away to have been there:");
                let mut all = vec![first];
                if last != first {
                    all.push(last);
                }
                for one in all.iter().filter_map(|at| seen.get(*at as usize)) {
                    let km = apart(self, case, one).unwrap_or_default();
                    let _ = write!(label, " {km:.0} km");
                    inputs.push(self.seen_input(offender, one));
                }
                Exclusion {
                    reason: ExclusionReason::Elsewhere,
                    label,
                    inputs,
                    would_change: "a flight that no carrier was asked about, a time that was written down wrong, or somebody else who was seen: check carriers and who confirmed it"
                        .to_owned(),
                }
            }
        })
    }
}

const fn would_change(group: LinkGroup) -> &'static str {
    match group {
        LinkGroup::Place => {
            "show that the registrant did not live, work or stay there at that time"
        }
        LinkGroup::Time => "confirm or refute the custody or the sighting with whoever recorded it",
        LinkGroup::Area => "show that the earlier place is another person's, or of another time",
        LinkGroup::Victim => {
            "read the earlier offences: age, sex and relation of the victims may be recorded wrong"
        }
        LinkGroup::Approach => "read both accounts: the same word may mean different things",
        LinkGroup::Vehicle => {
            "check who had the vehicle that day, and whether the plate was read rightly"
        }
        LinkGroup::Description => {
            "compare a photograph of that time with what each witness said, apart from each other"
        }
        LinkGroup::Marks => "look at photographs of the mark, and ask the witness to draw it",
        LinkGroup::Named => {
            "ask where the name comes from; others may bear it, and a caller can be wrong or mean ill"
        }
        LinkGroup::Noncompliance => "nothing hangs on it",
    }
}

const fn source(group: LinkGroup) -> &'static str {
    match group {
        LinkGroup::Place => {
            "Assumption (log-normal); no published distribution of such distances was found. Background counted among the candidates"
        }
        LinkGroup::Victim => {
            "Counted among the earlier victims, smoothed (Dirichlet) towards the children of such cases; their shares after NCMEC 2005 to 2014 for abductions by strangers"
        }
        LinkGroup::Noncompliance => {
            "Levenson et al. 2010, NCJ 230536: failing to register did not predict reoffending"
        }
        LinkGroup::Vehicle | LinkGroup::Approach | LinkGroup::Marks | LinkGroup::Named => {
            "Counted among the registrants at hand; how well witnesses see is an assumption"
        }
        LinkGroup::Description => {
            "Counted among the registrants at hand; errors of witnesses are assumptions"
        }
        LinkGroup::Time => {
            "Ways as the settings have them, usually by road at 1.3 times the way as the crow flies and 90 km an hour; ratios are assumptions"
        }
        LinkGroup::Area => "Assumption",
    }
}
