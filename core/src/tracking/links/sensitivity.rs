//! How links move as settings do.

use serde_json::Value;

use super::{
    LinkSettings, Moved, OffenderIndex, OpenCase, Sensitivity, Variation, VariationResult,
    candidates::{Asked, Scratch},
    case_facts::{CaseFacts, out_of_scope},
};
use crate::{Control, Error, Result, control::checkpoint, linkage::MilliBits};

impl OffenderIndex {
    /// How the links of a case move as settings do. Without variations each number is halved and doubled.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a setting is out of its range, of a variation too; [`Error::Cancelled`].
    pub fn sensitivity(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        variations: &[Variation],
        control: &dyn Control,
    ) -> Result<Sensitivity> {
        settings.check()?;
        let scratch = &mut Scratch::default();
        let base = self.standing(open, settings, scratch);
        let own = if variations.is_empty() {
            usual_variations(settings)
        } else {
            variations.to_vec()
        };
        let mut results = Vec::new();
        let total = own.len() as u64;
        for (done, variation) in (0..).zip(own) {
            checkpoint(control, done, total)?;
            let varied = vary(settings, &variation.settings)?;
            let now = self.standing(open, &varied, scratch);
            results.push(compare(variation.name, &base, &now));
        }
        Ok(Sensitivity {
            case: open.case.id.clone(),
            base,
            variations: results,
        })
    }

    /// The links of a case without their reasons.
    fn standing(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        scratch: &mut Scratch,
    ) -> Vec<Moved> {
        if out_of_scope(&open.case, settings).is_some() {
            return Vec::new();
        }
        let case = CaseFacts::new(open, self, settings);
        let weighed = self.weigh(&case, settings, scratch, Asked::Telling);
        self.ranked(&weighed)
            .into_iter()
            .zip(1..)
            .map(|(one, rank)| Moved {
                offender: self.columns.id(one.candidate.offender).into(),
                before: Some(rank),
                now: Some(rank),
                outcome: Some(one.outcome),
                total: Some(MilliBits(one.total)),
            })
            .collect()
    }
}

fn compare(name: String, base: &[Moved], now: &[Moved]) -> VariationResult {
    let find = |all: &[Moved], offender: &Moved| {
        all.iter()
            .find(|one| one.offender == offender.offender)
            .cloned()
    };
    let mut moved = Vec::new();
    for before in base {
        let after = find(now, before);
        let is_same = after
            .as_ref()
            .is_some_and(|after| after.now == before.now && after.outcome == before.outcome);
        if !is_same {
            moved.push(Moved {
                offender: before.offender.clone(),
                before: before.now,
                now: after.as_ref().and_then(|one| one.now),
                outcome: after.as_ref().and_then(|one| one.outcome),
                total: after.and_then(|one| one.total),
            });
        }
    }
    let new = now.iter().filter(|one| find(base, one).is_none());
    moved.extend(new.map(|one| Moved {
        before: None,
        ..one.clone()
    }));
    let first = |all: &[Moved]| all.iter().take(10).cloned().collect::<Vec<_>>();
    let (base, now) = (first(base), first(now));
    VariationResult {
        name,
        moved,
        first_ten_kept: base.iter().filter(|one| find(&now, one).is_some()).count() as u32,
    }
}

fn vary(settings: &LinkSettings, over: &Value) -> Result<LinkSettings> {
    let wrong = |reason| Error::InvalidParameter {
        name: "variations",
        reason,
    };
    let mut all = serde_json::to_value(settings).map_err(|_| Error::Internal)?;
    crate::json::lay_over(&mut all, over);
    let varied: LinkSettings = crate::json::read(&all).map_err(wrong)?;
    varied.check()?;
    Ok(varied)
}

/// Each number that is above 0 halved and doubled, where it stays in its range.
fn usual_variations(settings: &LinkSettings) -> Vec<Variation> {
    const LEFT: [&str; 3] = ["most", "most_excluded", "most_per_key"];
    let Ok(Value::Object(all)) = serde_json::to_value(settings) else {
        return Vec::new();
    };
    let mut variations = Vec::new();
    for (name, value) in &all {
        if LEFT.contains(&name.as_str()) {
            continue;
        }
        for (word, times) in [("halved", 0.5), ("doubled", 2.0)] {
            let varied = match value {
                Value::Number(number) if number.is_f64() => {
                    number.as_f64().map(|one| Value::from(one * times))
                }
                Value::Number(number) => number
                    .as_i64()
                    .map(|one| Value::from((one as f64 * times).round() as i64)),
                _ => None,
            };
            let Some(varied) = varied.filter(|varied| varied != value) else {
                continue;
            };
            let one = serde_json::json!({ name.as_str(): varied });
            if vary(settings, &one).is_ok() {
                variations.push(Variation {
                    name: format!("{name} {word}"),
                    settings: one,
                });
            }
        }
        if let Value::Bool(is_on) = value {
            variations.push(Variation {
                name: format!("{name} {}", if *is_on { "off" } else { "on" }),
                settings: serde_json::json!({ name.as_str(): !is_on }),
            });
        }
    }
    variations
}
