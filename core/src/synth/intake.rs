//! Tips: what comes to the desk, what of it comes again, and the truth about it.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    World,
    cases::case_id,
    draw::{Draw, Topic},
    life::{days_before, phone, place_in, state, street, town},
    reports::{Planted, child},
};
use crate::records::{
    Address, Confidence, Place, Role, Tip, TipIncidentType, TipInformation, TipKind,
};

/// The truth about a tip.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueTip {
    /// The tip.
    pub tip: String,
    /// The first tip that says the same, where this one repeats it.
    pub repeats: Option<String>,
    /// The field in which it alone differs from that one, where it is its twin: one that decides.
    pub differs_in: Option<String>,
    /// The viral bundle that it belongs to.
    pub bundle: Option<String>,
    /// The case that it is about.
    pub case: Option<String>,
    /// The account that it is of: tips with the same one are about one person.
    pub account: Option<String>,
    /// The shared address on the network that it comes from: a school, a proxy. Tips with the same one are of strangers, but for what else they
    /// have in common.
    pub hub: Option<String>,
    /// How it tells of a child in danger at this moment: in `words`, by an `escalation` of the provider, `stated` in the field for it, or by other
    /// `fields`.
    pub danger: Option<String>,
}

/// From when until when something can come.
type Window = (NaiveDateTime, NaiveDateTime);

pub(super) fn tip_id(index: u64) -> String {
    format!("T-{index:08}")
}

/// What a tip is.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Part {
    Again,
    Viral,
    Twin,
    Own,
}

impl World {
    fn part(&self, draw: &mut Draw) -> Part {
        let rates = &self.rates;
        let rest = (1.0 - rates.tip_repeats - rates.tip_viral - rates.tip_twin).max(0.0);
        let weights = [rates.tip_repeats, rates.tip_viral, rates.tip_twin, rest];
        [Part::Again, Part::Viral, Part::Twin, Part::Own][draw.weighted(weights.into_iter())]
    }

    /// The tip of this number, with the truth.
    pub(super) fn tip(&self, index: u64) -> (Tip, TrueTip) {
        let mut draw = Draw::new(self.seed, Topic::Tip, index);
        let own = self.part(&mut draw);
        let (mut first, mut part) = (index, own);
        // a tip repeats an earlier one, which may repeat another; of a long row, the last one found is the first
        for _ in 0..32 {
            let draw = &mut Draw::new(self.seed, Topic::Tip, first);
            part = self.part(draw);
            if matches!(part, Part::Viral | Part::Own) || first == 0 {
                break;
            }
            first -= 1 + draw.below(first.min(50));
        }
        let content = &mut Draw::new(self.seed ^ 0x71b, Topic::Tip, first);
        let (mut tip, mut truth, (begin, end)) = if part == Part::Viral {
            self.viral_tip(first, content)
        } else {
            self.new_tip(first, content)
        };
        let within = |begin: NaiveDateTime, end: NaiveDateTime, draw: &mut Draw| {
            begin + TimeDelta::seconds(draw.between(0, (end - begin).num_seconds().max(0)))
        };
        let mut received = within(begin, end, content);
        // in UTC; the desk is not further than a day from it
        for event in &mut tip.ip_events {
            let before = content.between(86_400, 2 * 86_400);
            event.at = content
                .happens(0.85)
                .then(|| received - TimeDelta::seconds(before));
        }
        if first != index {
            // who repeats a tip does so after it, within two weeks
            received = within(received, end.min(received + TimeDelta::days(14)), &mut draw);
            let changed = match own {
                Part::Twin if truth.danger.is_none() => twin(&mut tip, &mut draw),
                _ => None,
            };
            if changed.is_none() {
                again(&mut tip, &mut draw);
            }
            truth.differs_in = changed.map(str::to_owned);
        }
        tip.id = tip_id(index).into();
        tip.received_at = Some(received);
        truth.tip = tip_id(index);
        truth.repeats = (first != index).then(|| tip_id(first));
        (tip, truth)
    }

    /// One of many about the same file that goes around.
    fn viral_tip(&self, index: u64, draw: &mut Draw) -> (Tip, TrueTip, Window) {
        let share = self.size.tips as f64 * self.rates.tip_viral / self.rates.viral_size;
        let bundle = draw.below((share.round() as u64).max(1));
        let shared = &mut Draw::new(self.seed ^ 0x71b, Topic::Bundle, bundle);
        let begin = days_before(self.as_of, shared.between(10, 60)).and_time(NaiveTime::MIN);
        let (tip, planted) = self.viral_report(index, bundle, draw);
        let truth = TrueTip {
            bundle: Some(format!("B-{bundle:05}")),
            ..truth_of(planted)
        };
        (tip, truth, (begin, begin + TimeDelta::days(10)))
    }

    /// When a tip about a case can come: after the child was last seen, until the child is found. Without a case, in
    /// the last sixty days.
    fn window(&self, case: Option<u64>) -> Window {
        let today = self.as_of.and_time(NaiveTime::MIN);
        let case = case.map(|case| self.case(case).0);
        let found = case.as_ref().and_then(|case| case.found_on);
        let last_seen = case.and_then(|case| Some(case.last_seen?.expose().latest));
        (
            last_seen.unwrap_or(today - TimeDelta::days(60)),
            found.map_or(today, |day| {
                day.and_time(NaiveTime::MIN) + TimeDelta::hours(24)
            }),
        )
    }

    fn new_tip(&self, index: u64, draw: &mut Draw) -> (Tip, TrueTip, Window) {
        let rates = &self.rates;
        let (call, sighting, public) = (
            rates.tip_is_call,
            rates.tip_is_sighting,
            rates.tip_is_public,
        );
        let rest = (1.0 - call - sighting - public).max(0.0);
        let kind = draw.weighted([call, sighting, public, rest].into_iter());
        if kind >= 2 {
            let (tip, planted) = self.online_report(index, kind == 2, draw);
            return (tip, truth_of(planted), self.window(None));
        }
        let case = (self.size.cases > 0).then(|| draw.below(self.size.cases));
        let truth = TrueTip {
            case: case.map(case_id),
            ..TrueTip::default()
        };
        let place = state(draw);
        let (north, east) = place_in(place, 1.0, draw);
        let kinds = [TipKind::Call, TipKind::Sighting];
        let tip = Tip {
            kind: kinds[kind].clone(),
            information: Some(
                [TipInformation::Information, TipInformation::Sighting][kind].clone(),
            ),
            language: Some(if draw.happens(0.1) { "es" } else { "en" }.to_owned()),
            anonymous: Some(draw.happens(0.3)),
            about: case.map(|case| case_id(case).into()).into_iter().collect(),
            place: Some(Place {
                address: Some(Address {
                    street: Some(street(draw).into()),
                    locality: Some(town(draw).into()),
                    state: Some(place.postal.to_owned().into()),
                    latitude: Some(north.into()),
                    longitude: Some(east.into()),
                    ..Address::default()
                }),
                ..Place::default()
            }),
            first_hand: Some(draw.happens(0.7)),
            confidence: Some(
                [
                    Confidence::Probable,
                    Confidence::Possible,
                    Confidence::Doubtful,
                ][draw.below(3) as usize]
                    .clone(),
            ),
            text: Some(
                format!(
                    "Caller at {} saw someone like the child on the poster near {} {} at {}:{:02}, in a {} {}.",
                    phone(draw),
                    1 + draw.below(990),
                    street(draw),
                    1 + draw.below(12),
                    draw.below(60),
                    draw.one(&["red", "blue", "grey", "black", "white", "green"]),
                    draw.one(&["jacket", "hoodie", "dress", "shirt", "coat", "sweater"]),
                )
                .into(),
            ),
            ..Tip::default()
        };
        (tip, truth, self.window(case))
    }
}

fn truth_of(planted: Planted) -> TrueTip {
    TrueTip {
        account: planted.account,
        hub: planted.hub,
        danger: planted.danger,
        ..TrueTip::default()
    }
}

/// A tip that comes again: half of them as they were, the others with something more, or less, or typed anew.
fn again(tip: &mut Tip, draw: &mut Draw) {
    if draw.happens(0.5) {
        return;
    }
    if let Some(text) = &tip.text {
        let text = text.expose().to_uppercase().replace(". ", ".  ");
        tip.text = Some(text.into());
    }
    if !tip.accounts.is_empty() && draw.happens(0.3) {
        tip.text = None;
    }
    if let Some(mut event) = tip.ip_events.first().cloned() {
        // used once more since
        event.port = Some(draw.between(1_024, 65_535) as u16);
        event.at = event
            .at
            .map(|at| at + TimeDelta::hours(draw.between(1, 24)));
        tip.ip_events.push(event);
    }
    for file in &mut tip.files {
        file.names = vec![format!("{}.jpg", draw.digits(8)).into()];
    }
}

/// Changes the one field in which a tip differs from its twin, and says which.
fn twin(tip: &mut Tip, draw: &mut Draw) -> Option<&'static str> {
    let has_child = tip.people.iter().any(|one| one.role == Role::Child);
    let port = tip
        .ip_events
        .first()
        .is_some_and(|event| event.port.is_some() && event.at.is_some());
    let is_online = tip.kind == TipKind::OnlineReport;
    let can = [
        (tip.child_in_danger_now != Some(true), "child_in_danger_now"),
        (is_online, "escalation"),
        (is_online && tip.annotations.is_empty(), "annotations"),
        (
            tip.incident_type == Some(TipIncidentType::AbuseMaterial),
            "incident_type",
        ),
        (is_online && !has_child, "people[child].description.age"),
        (port, "ip_events[].port"),
        (!is_online, "place"),
    ];
    let can: Vec<&'static str> = can.iter().filter(|one| one.0).map(|one| one.1).collect();
    let field = *can.get(draw.below(can.len() as u64) as usize)?;
    match field {
        "child_in_danger_now" => tip.child_in_danger_now = Some(true),
        "escalation" => tip.escalation = Some(super::told::escalation(draw).into()),
        "annotations" => tip.annotations.push(
            draw.one(&["sextortion", "livestreaming", "infant"])
                .to_owned(),
        ),
        "incident_type" => {
            let types = [
                TipIncidentType::Enticement,
                TipIncidentType::Molestation,
                TipIncidentType::Trafficking,
            ];
            tip.incident_type = Some(types[draw.below(3) as usize].clone());
        }
        "people[child].description.age" => tip.people.push(child(draw.between(2, 12))),
        "ip_events[].port" => tip.ip_events.iter_mut().for_each(|event| event.port = None),
        _ => tip.place = None,
    }
    Some(field)
}

/// How many providers there are.
pub(super) const PROVIDERS: u64 = 24;
