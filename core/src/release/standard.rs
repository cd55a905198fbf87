use super::{AudienceKind, Policy, Purpose, Redaction, Rule, RuleAction};
use crate::documents::Field;

use AudienceKind as A;
use Field as F;
use Purpose as P;
use RuleAction::{Allow, Redact};

/// Everyone.
const ALL: [A; 7] = [
    A::Public,
    A::Family,
    A::PartnerNgo,
    A::RegistryStaff,
    A::LawEnforcement,
    A::LawEnforcementIntel,
    A::NamedRecipients,
];
/// Those whose rules also ask that everyone who reads is law enforcement.
const POLICE: [A; 3] = [
    A::LawEnforcement,
    A::LawEnforcementIntel,
    A::NamedRecipients,
];

impl Policy {
    /// The policy that the library ships: careful, and a start for an agency's own.
    ///
    /// Law enforcement reads everything but whole social security numbers and, outside an intelligence system,
    /// intelligence; victims, juveniles and reporters only for the purposes that need them. Register keepers read
    /// what a register holds. Partners get names as pseudonyms, families what concerns their child, the public
    /// what a poster, a register's notice or a bulletin needs. Addresses, dates of birth and positions are made
    /// coarse outside agencies. A registry that the law obliges to publish whole addresses (34 USC 20920) needs a
    /// policy of its own that says so.
    pub fn standard() -> Self {
        let mut rules = vec![
            rule(&[F::General], &ALL, &[], Allow, "concerns no person"),
            rule(
                &[F::Count],
                &ALL,
                &[],
                Allow,
                "a figure about many, after suppression of small ones",
            ),
        ];
        rules.extend(police());
        rules.extend(registry());
        rules.extend(named());
        rules.extend(partners());
        rules.extend(family());
        rules.extend(public());
        Self {
            name: "caselink-standard".to_owned(),
            version: 1,
            rules,
        }
    }
}

fn rule(
    fields: &[Field],
    audiences: &[AudienceKind],
    purposes: &[Purpose],
    action: RuleAction,
    reason: &str,
) -> Rule {
    Rule {
        fields: fields.to_vec(),
        audiences: audiences.to_vec(),
        purposes: purposes.to_vec(),
        roles: Vec::new(),
        law_enforcement_only: false,
        action,
        reason: reason.to_owned(),
    }
}

fn police() -> Vec<Rule> {
    let only = |rule: Rule| Rule {
        law_enforcement_only: true,
        ..rule
    };
    let protected = [
        P::Investigation,
        P::Prosecution,
        P::VictimIdentification,
        P::MissingChild,
        P::ImminentDanger,
    ];
    let reporters = [P::Investigation, P::Prosecution, P::ImminentDanger];
    let juveniles = [P::Investigation, P::VictimIdentification, P::ImminentDanger];
    let intelligence = [P::Investigation, P::Analysis, P::ImminentDanger];
    vec![
        only(rule(
            &[
                F::Narrative,
                F::RecordId,
                F::PersonName,
                F::ChildName,
                F::ChildAge,
                F::ChildSex,
                F::BirthDate,
                F::Sex,
                F::Description,
                F::Race,
                F::IdentityNumber,
                F::TravelDocument,
                F::Travel,
                F::Street,
                F::Locality,
                F::State,
                F::Postcode,
                F::Position,
                F::Employer,
                F::School,
                F::Phone,
                F::InternetIdentifier,
                F::VehicleIdentifier,
                F::Vehicle,
                F::Conviction,
                F::Arrest,
                F::LegalProcess,
                F::Registration,
                F::Custody,
                F::EventDate,
                F::Evidence,
                F::FileHash,
                F::FileName,
                F::Officer,
            ],
            &POLICE,
            &[],
            Allow,
            "law enforcement",
        )),
        only(rule(
            &[F::SocialSecurity],
            &POLICE,
            &[],
            Redact(Redaction::Mask),
            "the last four digits tell people apart",
        )),
        only(rule(
            &[F::VictimName, F::VictimIdentity],
            &POLICE,
            &protected,
            Allow,
            "needed to find and protect the victim",
        )),
        only(rule(
            &[F::ReporterName],
            &POLICE,
            &reporters,
            Allow,
            "needed to speak with the reporter",
        )),
        only(rule(
            &[F::Juvenile],
            &POLICE,
            &juveniles,
            Allow,
            "18 USC 5038: investigating a crime",
        )),
        rule(
            &[F::Intelligence],
            &[A::LawEnforcementIntel, A::NamedRecipients],
            &intelligence,
            Allow,
            "28 CFR Part 23: need and right to know",
        ),
    ]
}

fn registry() -> Vec<Rule> {
    let staff = [A::RegistryStaff];
    vec![
        rule(
            &[
                F::RecordId,
                F::PersonName,
                F::ChildSex,
                F::BirthDate,
                F::Sex,
                F::Description,
                F::Race,
                F::IdentityNumber,
                F::TravelDocument,
                F::Travel,
                F::Street,
                F::Locality,
                F::State,
                F::Postcode,
                F::Position,
                F::Employer,
                F::School,
                F::Phone,
                F::InternetIdentifier,
                F::VehicleIdentifier,
                F::Vehicle,
                F::Conviction,
                F::Arrest,
                F::LegalProcess,
                F::Registration,
                F::Custody,
                F::EventDate,
                F::Officer,
            ],
            &staff,
            &[],
            Allow,
            "what a register holds (34 USC 20914)",
        ),
        rule(
            &[F::SocialSecurity],
            &staff,
            &[],
            Redact(Redaction::Mask),
            "the last four digits tell people apart",
        ),
        rule(
            &[F::ChildAge],
            &staff,
            &[],
            Redact(Redaction::Generalise),
            "the band decides on the tier, the age does not",
        ),
    ]
}

/// Named recipients of any kind, such as a court. Only rules that allow stand here: a redaction would also bind
/// the named recipients who are law enforcement.
fn named() -> Vec<Rule> {
    vec![rule(
        &[
            F::RecordId,
            F::PersonName,
            F::Sex,
            F::Description,
            F::Race,
            F::Locality,
            F::State,
            F::Vehicle,
            F::Conviction,
            F::Registration,
            F::EventDate,
            F::Officer,
        ],
        &[A::NamedRecipients],
        &[],
        Allow,
        "named to the actor, who answers for it",
    )]
}

fn partners() -> Vec<Rule> {
    let partners = [A::PartnerNgo];
    let search = [P::MissingChild, P::MissingChildPoster];
    vec![
        rule(
            &[
                F::Sex,
                F::Description,
                F::Locality,
                F::State,
                F::Vehicle,
                F::Officer,
            ],
            &partners,
            &[],
            Allow,
            "tells nobody apart",
        ),
        rule(
            &[F::ChildName, F::ChildAge, F::ChildSex],
            &partners,
            &search,
            Allow,
            "the search for the child",
        ),
        rule(
            &[F::RecordId, F::PersonName, F::InternetIdentifier],
            &partners,
            &[],
            Redact(Redaction::Pseudonymise),
            "the same one can be seen to be the same",
        ),
        rule(
            &[
                F::BirthDate,
                F::EventDate,
                F::Street,
                F::Postcode,
                F::Position,
            ],
            &partners,
            &[],
            Redact(Redaction::Generalise),
            "coarse enough for analysis",
        ),
        rule(
            &[F::VehicleIdentifier],
            &partners,
            &[],
            Redact(Redaction::Mask),
            "enough to recognise a vehicle",
        ),
        rule(
            &[F::FileHash],
            &partners,
            &[P::VictimIdentification],
            Allow,
            "lists of known files",
        ),
    ]
}

fn family() -> Vec<Rule> {
    vec![rule(
        &[
            F::RecordId,
            F::ChildName,
            F::ChildAge,
            F::ChildSex,
            F::Description,
            F::Locality,
            F::State,
            F::Vehicle,
            F::EventDate,
            F::Officer,
        ],
        &[A::Family],
        &[P::MissingChild, P::MissingChildPoster],
        Allow,
        "concerns their child",
    )]
}

fn public() -> Vec<Rule> {
    let public = [A::Public];
    let poster = [P::MissingChildPoster];
    let notice = [P::PublicNotification, P::Correction];
    let figures = [P::Prevention, P::Statistics];
    vec![
        rule(
            &[
                F::ChildName,
                F::ChildAge,
                F::ChildSex,
                F::Description,
                F::Race,
                F::Locality,
                F::State,
                F::Vehicle,
                F::VehicleIdentifier,
                F::EventDate,
            ],
            &public,
            &poster,
            Allow,
            "lets people recognise the child",
        ),
        rule(
            &[
                F::PersonName,
                F::Sex,
                F::Description,
                F::Race,
                F::Locality,
                F::State,
                F::Vehicle,
                F::Conviction,
                F::Registration,
            ],
            &public,
            &notice,
            Allow,
            "34 USC 20920",
        ),
        rule(
            &[F::BirthDate, F::Street, F::Postcode, F::Position],
            &public,
            &notice,
            Redact(Redaction::Generalise),
            "no closer than the law obliges to",
        ),
        rule(
            &[F::ChildSex, F::State, F::Vehicle],
            &public,
            &figures,
            Allow,
            "says nothing about one child",
        ),
        rule(
            &[F::ChildAge, F::EventDate],
            &public,
            &figures,
            Redact(Redaction::Generalise),
            "a band or month says nothing about one child",
        ),
    ]
}
