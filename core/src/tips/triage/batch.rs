use std::cmp::Reverse;

use super::{
    CompiledTriage, TipStanding, TipsApart, TriageContext, TriageScore, apart::differences,
    compile::ReadTip,
};
use crate::{
    Control, Result,
    control::checkpoint,
    records::{Limits, Tip},
    threads,
};

/// How many reports are weighed between two looks at a [`Control`].
const AT_ONCE: usize = 1_000;

/// Scores many reports and puts them in the order in which to read them: by urgency, then the earlier, then by id.
///
/// `contexts` holds one for each report, or one for all. [`triage`](super::triage) explains any of them.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when there are neither one nor as many contexts,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded), [`Error::Cancelled`](crate::Error::Cancelled).
///
/// ```
/// use caselink::{NoControl, records::{Limits, Tip}, tips::{CompiledTriage, TriageContext, triage_all}};
/// use serde_json::{from_value, json};
///
/// let reports: Vec<Tip> = vec![
///     from_value(json!({ "id": "T-1", "text": "A picture that everyone sends on.", "annotations": ["viral"] }))?,
///     from_value(json!({ "id": "T-2", "text": "A child is locked in there and being abused.", "child_in_danger_now": true }))?,
/// ];
/// let rules = CompiledTriage::standard()?;
/// let order = triage_all(&reports, &rules, &[TriageContext::default()], 1, &Limits::default(), &NoControl)?;
/// assert_eq!(order[0].tip.expose(), "T-2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn triage_all(
    tips: &[Tip],
    rules: &CompiledTriage,
    contexts: &[TriageContext],
    workers: u32,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Vec<TriageScore>> {
    limits.check_rows(tips.len() as u64)?;
    if contexts.len() != 1 && contexts.len() != tips.len() {
        return Err(crate::Error::InvalidParameter {
            name: "contexts",
            reason: "must be one for all reports, or one for each".to_owned(),
        });
    }
    let total = tips.len() as u64;
    let parts = threads::map(
        tips.len().div_ceil(AT_ONCE) as u32,
        workers,
        || (),
        |(), number| {
            let from = number as usize * AT_ONCE;
            checkpoint(control, from as u64, total)?;
            let part = tips.iter().enumerate().skip(from).take(AT_ONCE);
            let scores = part.filter_map(|(at, tip)| {
                let context = contexts.get(at).or(contexts.first())?;
                Some(score(tip, at as u32, rules, context))
            });
            Ok(scores.collect::<Vec<_>>())
        },
    )?;
    let mut scores: Vec<TriageScore> = parts.into_iter().flatten().collect();
    let received = |one: &TriageScore| tips.get(one.at as usize).and_then(|tip| tip.received_at);
    scores.sort_by(|a, b| {
        let key =
            |one: &TriageScore| (Reverse(one.urgency), received(one).is_none(), received(one));
        (key(a), &a.tip, a.at).cmp(&(key(b), &b.tip, b.at))
    });
    checkpoint(control, total, total)?;
    Ok(scores)
}

/// The short answer for one report.
fn score(tip: &Tip, at: u32, rules: &CompiledTriage, context: &TriageContext) -> TriageScore {
    let read = ReadTip::of(tip, rules, context);
    let urgency = read.urgency_score();
    TriageScore {
        tip: tip.id.clone(),
        at,
        tier: read.tier(urgency),
        urgency,
        completeness: read.completeness_score(),
        standing: read.standing(&read.lacks(|_| false)),
    }
}

/// Says where two reports that look alike part, and which difference counts most: a difference in urgency before one in what is there,
/// and of each sort the one with the most points.
///
/// ```
/// use caselink::{records::Tip, tips::{CompiledTriage, TriageContext, tell_apart}};
/// use serde_json::{from_value, json};
///
/// let one: Tip = from_value(json!({ "id": "T-1", "text": "He has pictures of children on his phone." }))?;
/// let other: Tip = from_value(json!({ "id": "T-2", "text": "He has pictures of children on his phone.", "child_in_danger_now": true }))?;
/// let apart = tell_apart((&one, &TriageContext::default()), (&other, &TriageContext::default()), &CompiledTriage::standard()?);
/// assert_eq!(apart.decisive.map(|it| (it.of, it.fields)), Some((2, vec!["child_in_danger_now".to_owned()])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tell_apart(
    first: (&Tip, &TriageContext),
    second: (&Tip, &TriageContext),
    rules: &CompiledTriage,
) -> TipsApart {
    let (one, other) = (
        ReadTip::of(first.0, rules, first.1),
        ReadTip::of(second.0, rules, second.1),
    );
    let found = differences(&one, &other);
    let urgency = (one.urgency_score(), other.urgency_score());
    let standing = |read: &ReadTip<'_>| -> TipStanding { read.standing(&read.lacks(|_| false)) };
    TipsApart {
        decisive: found.first().cloned(),
        differences: found,
        tiers: (one.tier(urgency.0), other.tier(urgency.1)),
        urgency,
        standing: (standing(&one), standing(&other)),
    }
}
