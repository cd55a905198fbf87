//! Agencies, jurisdictions and providers.

use super::{
    World,
    draw::{Draw, Topic},
    life::phone,
    states::{STATES, State},
};
use crate::records::{Agency, AgencyKind, Jurisdiction, JurisdictionKind, Provider};

/// The registry of each state and its police departments: one, and one more for each two million people.
pub(super) fn agencies() -> impl Iterator<Item = Agency> {
    STATES.iter().enumerate().flat_map(|(number, state)| {
        let registry = agency(state, number, 0, "registry", AgencyKind::State);
        let police = (1..=1 + u64::from(state.people) / 20)
            .map(move |local| agency(state, number, local, "police", AgencyKind::Police));
        std::iter::once(registry).chain(police)
    })
}

fn agency(state: &State, number: usize, local: u64, word: &str, kind: AgencyKind) -> Agency {
    let draw = &mut Draw::new(0, Topic::Agency, number as u64 * 100 + local);
    let (id, name) = if local == 0 {
        (
            format!("{}-{word}", state.postal),
            format!("{} Registry", state.name),
        )
    } else {
        (
            format!("{}-{word}-{local}", state.postal),
            format!("{} Police {local}", state.name),
        )
    };
    Agency {
        id,
        name: Some(name),
        ori: Some(format!("ZZ{}{local:03}00", state.fips)),
        kind,
        jurisdictions: vec![state.postal.to_owned()],
        phones: vec![phone(draw)],
        languages: vec!["en".to_owned()],
        ..Agency::default()
    }
}

pub(super) fn jurisdiction(number: u64) -> Option<Jurisdiction> {
    let state = STATES.get(number as usize)?;
    Some(Jurisdiction {
        id: state.postal.to_owned(),
        name: Some(state.name.to_owned()),
        kind: JurisdictionKind::from("state"),
        fips: Some(state.fips.to_owned()),
        iso: Some(format!("US-{}", state.postal)),
        time_zone: Some(state.time_zone.to_owned()),
        ..Jurisdiction::default()
    })
}

impl World {
    /// The provider of this number.
    pub(super) fn provider(&self, index: u64) -> Provider {
        let draw = &mut Draw::new(self.seed, Topic::Provider, index);
        let number = index + 1;
        Provider {
            id: format!("provider-{number}"),
            name: Some(format!("Provider {number}")),
            services: vec![
                draw.one(&["messages", "file storage", "social network", "games"])
                    .to_owned(),
            ],
            domains: vec![format!("provider-{number}.example")],
            legal_contacts: vec![format!("legal@provider-{number}.example")],
            retention_days: Some([30, 90, 180, 365][draw.below(4) as usize]),
            country: Some("US".to_owned()),
            verified_on: Some(self.as_of),
            ..Provider::default()
        }
    }
}
