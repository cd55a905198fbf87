//! Online reports: what a provider writes about an account, what the public writes about anything, and the accounts behind them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{
    World,
    draw::{Draw, Topic},
    intake::PROVIDERS,
    life::{phone, state, street, town},
    told,
};
use crate::records::{
    Address, Band, Identifier, IdentifierKind, Involved, IpEvent, PersonDescription, Place, Role,
    Tip, TipIncidentType, TipKind,
};

/// How a child in danger at this moment is told.
const WAYS: [&str; 4] = ["words", "escalation", "stated", "fields"];
/// How often, in the same order. Assumption.
const WAY_RATES: [f64; 4] = [0.45, 0.25, 0.15, 0.15];
/// Reports of an account of which there are several, on average. Assumption.
const REPORTS_OF_ACCOUNT: f64 = 3.0;
/// Reports behind an address that strangers share, on average. Assumption.
const REPORTS_OF_HUB: f64 = 150.0;
/// Addresses that strangers share at most: those of 203.0.113.0/24.
const MOST_HUBS: u64 = 256;
/// An account has the name of somebody else's at another service. Assumption.
const NAMESAKE: f64 = 0.1;

/// An account, by number. Even numbers are of accounts with several reports, odd ones of those with one.
#[derive(Clone, Copy)]
pub(super) struct Account(u64);

/// What is planted in a report beside what it says.
#[derive(Default)]
pub(super) struct Planted {
    /// The account.
    pub(super) account: Option<String>,
    /// The address that strangers share.
    pub(super) hub: Option<String>,
    /// How a child in danger is told.
    pub(super) danger: Option<String>,
}

impl World {
    /// The account that a report is of: one of those with several reports, or one of its own.
    fn account_of(&self, index: u64, draw: &mut Draw) -> Account {
        let several = self.size.tips as f64 * self.rates.account_again / REPORTS_OF_ACCOUNT;
        let number = draw.below((several.round() as u64).max(1));
        if draw.happens(self.rates.account_again) {
            Account(2 * number)
        } else {
            Account(2 * index + 1)
        }
    }

    /// At which provider an account is, and as what it stands in a report.
    fn identifier(&self, account: Account) -> (u64, Identifier) {
        let draw = &mut Draw::new(self.seed, Topic::Account, account.0);
        let provider = draw.below(PROVIDERS);
        if draw.happens(0.5) {
            let value = format!("{}@example.net", name_of(account));
            return (provider, identifier(IdentifierKind::Email, value));
        }
        // a name stands for somebody else at another service
        let other = Account(account.0 ^ 2);
        let elsewhere = Draw::new(self.seed, Topic::Account, other.0).below(PROVIDERS);
        let name = if elsewhere != provider && draw.happens(NAMESAKE) {
            name_of(other)
        } else {
            name_of(account)
        };
        (provider, identifier(IdentifierKind::from("handle"), name))
    }

    /// Where an account was used: at home most often, or behind an address that strangers share.
    fn network(
        &self,
        account: Option<Account>,
        planted: &mut Planted,
        draw: &mut Draw,
    ) -> Vec<IpEvent> {
        let address = if draw.happens(self.rates.report_behind_hub) {
            let behind = self.size.tips as f64 * self.rates.report_behind_hub;
            let hubs = ((behind / REPORTS_OF_HUB).round() as u64).clamp(1, MOST_HUBS);
            // some are larger than others
            let hub = draw.below(hubs).min(draw.below(hubs));
            planted.hub = Some(format!("H-{hub:05}"));
            format!("203.0.113.{hub}")
        } else {
            let own = account.map_or_else(|| draw.below(u64::MAX), |account| account.0);
            let home = &mut Draw::new(self.seed, Topic::Home, own);
            if home.happens(0.6) {
                let parts: [u16; 4] = std::array::from_fn(|_| home.below(1 << 16) as u16);
                let [a, b, c, d] = parts;
                Ipv6Addr::new(0x2001, 0xdb8, a, b, c, d, 0, 1).to_string()
            } else {
                let low = home.below(1 << 17) as u32;
                Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 0).to_bits() | low).to_string()
            }
        };
        vec![IpEvent {
            address: address.into(),
            port: draw
                .happens(0.6)
                .then(|| draw.between(1_024, 65_535) as u16),
            event: Some(draw.one(&["login", "upload", "registration"]).to_owned()),
            possible_proxy: draw.happens(0.03).then_some(true),
            ..IpEvent::default()
        }]
    }

    /// What an electronic service provider reports: an account, an address on the network, files by hash.
    pub(super) fn provider_report(&self, index: u64, draw: &mut Draw) -> (Tip, Planted) {
        let mut planted = Planted::default();
        let account =
            (!draw.happens(self.rates.report_is_thin)).then(|| self.account_of(index, draw));
        let types = [
            TipIncidentType::AbuseMaterial,
            TipIncidentType::Enticement,
            TipIncidentType::UnsolicitedMaterial,
            TipIncidentType::Trafficking,
        ];
        let found = account.map(|account| self.identifier(account));
        let provider = found
            .as_ref()
            .map_or_else(|| draw.below(PROVIDERS), |one| one.0);
        let files = if self.size.files == 0 {
            0
        } else {
            draw.below(4)
        };
        let mut tip = Tip {
            kind: TipKind::OnlineReport,
            incident_type: Some(types[draw.weighted([0.9, 0.06, 0.02, 0.02].into_iter())].clone()),
            provider: Some(format!("provider-{}", 1 + provider)),
            files: (0..files)
                .map(|_| self.file(draw.below(self.size.files)).0)
                .collect(),
            ..Tip::default()
        };
        tip.ip_events = self.network(account, &mut planted, draw);
        if draw.happens(0.15) {
            // the words of a form, the same for whomever it is about
            let words = draw.one(&[
                "known material",
                "material that a user reported",
                "new material",
            ]);
            let text = format!(
                "Our systems found {words} in this account and closed it, see provider {}.",
                provider + 1
            );
            tip.text = Some(text.into());
        } else if draw.happens(0.15) {
            tip.text = Some(
                format!(
                    "The folder {} was shared with {} others on {}.",
                    name_of(Account(2 * index + 1)),
                    2 + draw.below(40),
                    draw.one(&["Monday", "Tuesday", "Friday", "Sunday"])
                )
                .into(),
            );
        }
        const MARKS: [(&str, f64); 7] = [
            ("possibleSelfProduction", 0.03),
            ("animeDrawingVirtualHentai", 0.03),
            ("sextortion", 0.008),
            ("infant", 0.008),
            ("livestreaming", 0.002),
            ("generativeAi", 0.02),
            ("spam", 0.01),
        ];
        for (mark, rate) in MARKS {
            if draw.happens(rate) {
                tip.annotations.push(mark.to_owned());
            }
        }
        if draw.happens(0.08) {
            tip.people.push(child(draw.between(6, 17)));
        }
        planted.account = account.map(|account| format!("A-{}", account.0));
        tip.accounts = found.into_iter().map(|one| one.1).collect();
        (tip, planted)
    }

    /// What one of the public writes. Most name an account, none that of another report.
    fn public_report(&self, index: u64, draw: &mut Draw) -> (Tip, Planted) {
        let (words, kind) = told::other(draw);
        let place = state(draw);
        let account = draw.happens(0.7).then_some(Account(2 * index + 1));
        let found = account.map(|account| self.identifier(account));
        let provider = found.as_ref().map(|one| one.0);
        let mut tip = Tip {
            kind: TipKind::OnlineReport,
            incident_type: (kind != TipIncidentType::Unstated).then_some(kind),
            language: Some("en".to_owned()),
            anonymous: Some(draw.happens(0.4)),
            child_in_danger_now: draw.happens(0.5).then_some(false),
            text: Some(format!("{words} {}", detail(draw)).into()),
            place: draw.happens(0.5).then(|| Place {
                address: Some(Address {
                    locality: Some(town(draw).into()),
                    state: Some(place.postal.to_owned().into()),
                    ..Address::default()
                }),
                ..Place::default()
            }),
            ..Tip::default()
        };
        // somebody ticks the box although it is nothing of this moment
        if draw.happens(0.02) {
            tip.child_in_danger_now = Some(true);
        }
        if draw.happens(0.3) {
            tip.people.push(child(draw.between(6, 17)));
        }
        if let (Some((_, one)), Some(provider)) = (found, provider) {
            tip.people.push(Involved {
                role: Role::Suspect,
                identifiers: vec![Identifier {
                    issuer: Some(format!("provider-{}", 1 + provider).into()),
                    ..one
                }],
                ..Involved::default()
            });
        }
        tip.people.push(Involved {
            role: Role::Reporter,
            identifiers: vec![identifier(IdentifierKind::Phone, phone(draw))],
            ..Involved::default()
        });
        let planted = Planted {
            account: account.map(|account| format!("A-{}", account.0)),
            ..Planted::default()
        };
        (tip, planted)
    }

    /// An online report that tells of nothing pressing, or, as often as the rate says, of a child in danger at this moment.
    pub(super) fn online_report(
        &self,
        index: u64,
        is_public: bool,
        draw: &mut Draw,
    ) -> (Tip, Planted) {
        if !draw.happens(self.rates.tip_danger) {
            return if is_public {
                self.public_report(index, draw)
            } else {
                self.provider_report(index, draw)
            };
        }
        let way = draw.weighted(WAY_RATES.into_iter());
        let (mut tip, mut planted) = if way % 2 == 0 {
            self.public_report(index, draw)
        } else {
            self.provider_report(index, draw)
        };
        planted.danger = Some(WAYS[way].to_owned());
        tip.people.retain(|one| one.role != Role::Child);
        match way {
            0 => {
                let (words, kind, language) = told::danger(draw);
                tip.incident_type = Some(kind);
                tip.language = Some(language.to_owned());
                tip.text = Some(format!("{words} {}", detail(draw)).into());
                if draw.happens(0.6) {
                    tip.people.push(child(draw.between(3, 16)));
                }
            }
            1 => {
                tip.escalation = Some(told::escalation(draw).into());
                let types = [
                    TipIncidentType::Enticement,
                    TipIncidentType::AbuseMaterial,
                    TipIncidentType::Molestation,
                ];
                tip.incident_type = Some(types[draw.below(3) as usize].clone());
            }
            2 => tip.child_in_danger_now = Some(true),
            _ => {
                tip.text = None;
                let (kind, marks, ages): (_, &[&str], _) = match draw.below(3) {
                    0 => (TipIncidentType::Molestation, &["livestreaming"], (2, 12)),
                    1 => (
                        TipIncidentType::Enticement,
                        &["sadisticOnlineExploitation", "sextortion"],
                        (10, 16),
                    ),
                    _ => (
                        TipIncidentType::Trafficking,
                        &["infant", "livestreaming"],
                        (1, 4),
                    ),
                };
                tip.incident_type = Some(kind);
                tip.annotations = marks.iter().map(|mark| (*mark).to_owned()).collect();
                tip.people.push(child(draw.between(ages.0, ages.1)));
            }
        }
        (tip, planted)
    }

    /// One of many about the files that go around in a bundle: the account and the address are the user's own.
    pub(super) fn viral_report(&self, index: u64, bundle: u64, draw: &mut Draw) -> (Tip, Planted) {
        let shared = &mut Draw::new(self.seed, Topic::Bundle, bundle);
        let files = if self.size.files == 0 {
            0
        } else {
            1 + shared.below(3)
        };
        let mut planted = Planted::default();
        let account = Account(2 * index + 1);
        let (provider, one) = self.identifier(account);
        let recoded = draw.happens(self.rates.viral_recoded);
        let unmarked = draw.happens(self.rates.viral_unmarked);
        planted.account = Some(format!("A-{}", account.0));
        let tip = Tip {
            kind: TipKind::OnlineReport,
            incident_type: Some(TipIncidentType::AbuseMaterial),
            provider: Some(format!("provider-{}", 1 + provider)),
            accounts: vec![one],
            ip_events: self.network(Some(account), &mut planted, draw),
            annotations: (!unmarked)
                .then(|| "viral".to_owned())
                .into_iter()
                .collect(),
            files: (0..files)
                .map(|number| self.meme(bundle, number, recoded, draw))
                .collect(),
            ..Tip::default()
        };
        (tip, planted)
    }
}

/// Where and when, so that no two people write the same by chance.
fn detail(draw: &mut Draw) -> String {
    format!(
        "It was near {} {} in {} on {} at {}:{:02}.",
        1 + draw.below(990),
        street(draw),
        town(draw),
        draw.one(&[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday"
        ]),
        1 + draw.below(12),
        draw.below(60),
    )
}

/// A name that no other account has: two words and the number.
fn name_of(account: Account) -> String {
    const HEADS: [&str; 16] = [
        "quiet", "red", "north", "silver", "lucky", "old", "blue", "wild", "paper", "stone",
        "little", "dark", "golden", "iron", "misty", "rapid",
    ];
    const TAILS: [&str; 16] = [
        "harbor", "fox", "river", "wolf", "garden", "panda", "tower", "rider", "maple", "comet",
        "otter", "canyon", "falcon", "ember", "willow", "pixel",
    ];
    // well mixed, and the same for the same number
    let mixed = account.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
    format!(
        "{}{}{}",
        HEADS[(mixed >> 4) as usize],
        TAILS[(mixed & 15) as usize],
        account.0
    )
}

fn identifier(kind: IdentifierKind, value: String) -> Identifier {
    Identifier {
        kind,
        value: value.into(),
        ..Identifier::default()
    }
}

/// A child of this age.
pub(super) fn child(age: i64) -> Involved {
    let years = age as f64;
    Involved {
        role: Role::Child,
        description: Some(PersonDescription {
            age: Some(
                Band {
                    least: Some(years),
                    most: Some(years),
                    ..Band::default()
                }
                .into(),
            ),
            ..PersonDescription::default()
        }),
        ..Involved::default()
    }
}
