use super::{AudienceKind, Purpose, Reader};
use crate::documents::Field;

/// What no policy can allow: the reason why the reader never gets the field, or `None` where policy decides.
///
/// Sources: 34 USC 20920(b) (victim identity, social security numbers, arrests without conviction), 34 USC 20916
/// (internet identifiers), 18 USC 5038 (juvenile records), 28 CFR 23.20 (need and right to know). Travel and
/// immigration documents, and the reader who reported something, are kept from the public by our own decision.
pub(super) fn floor(field: &Field, purpose: &Purpose, reader: Reader) -> Option<&'static str> {
    if !purpose.is_stated() && *field != Field::General {
        return Some("no purpose is stated");
    }
    match field {
        Field::VictimName | Field::VictimIdentity if !reader.is_law_enforcement() => {
            Some("the identity of a victim stays within law enforcement")
        }
        Field::Juvenile if !reader.is_law_enforcement() => {
            Some("juvenile records stay within law enforcement")
        }
        Field::Intelligence if !may_have_intelligence(purpose, reader) => Some(
            "criminal intelligence goes to law enforcement recipients with need and right to know",
        ),
        Field::SocialSecurity | Field::ReporterName if is_outside(reader) => {
            Some("social security numbers and reporters stay within agencies")
        }
        Field::ChildName
            if reader.audience == AudienceKind::Public
                && *purpose != Purpose::MissingChildPoster =>
        {
            Some("the public gets the name of a child on a poster only")
        }
        Field::IdentityNumber
        | Field::TravelDocument
        | Field::Travel
        | Field::InternetIdentifier
        | Field::Arrest
        | Field::Narrative
        | Field::Evidence
        | Field::FileHash
        | Field::FileName
        | Field::Other(_)
            if reader.audience == AudienceKind::Public =>
        {
            Some("never for the public")
        }
        _ => None,
    }
}

/// Whether the reader is in no agency.
fn is_outside(reader: Reader) -> bool {
    match reader.audience {
        AudienceKind::Public | AudienceKind::Family | AudienceKind::PartnerNgo => true,
        // a court and a newspaper look alike here, so only law enforcement counts as an agency
        AudienceKind::NamedRecipients => !reader.law_enforcement,
        _ => false,
    }
}

fn may_have_intelligence(purpose: &Purpose, reader: Reader) -> bool {
    let recipient = match reader.audience {
        AudienceKind::LawEnforcementIntel => true,
        // others than law enforcement only to avert imminent danger
        AudienceKind::NamedRecipients => {
            reader.law_enforcement || *purpose == Purpose::ImminentDanger
        }
        _ => false,
    };
    recipient && reader.need_and_right_to_know
}
