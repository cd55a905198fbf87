//! Words of records as bits, and codes of jurisdictions as what they stand for.

use super::bare;
use crate::{
    records::{AppearancePurpose, CustodyKind, Manner},
    tracking::duties::pack::ConvictedBy,
};

pub(in crate::tracking::duties) const UNSTATED: u8 = 1;
pub(in crate::tracking::duties) const INITIAL: u8 = 4;

pub(in crate::tracking::duties) fn purpose_bit(purpose: &AppearancePurpose) -> u8 {
    match purpose {
        // a word that no rule knows may mean any of them
        AppearancePurpose::Unstated | AppearancePurpose::Other(_) => UNSTATED,
        AppearancePurpose::Verification => 2,
        AppearancePurpose::Initial => INITIAL,
        AppearancePurpose::Change => 8,
        AppearancePurpose::Travel => 16,
    }
}

/// The bit of a manner that the record does not say.
pub(in crate::tracking::duties) const MANNER_UNSTATED: u16 = 1;

pub(in crate::tracking::duties) fn manner_bit(manner: &Manner) -> u16 {
    match manner {
        Manner::Unstated | Manner::Other(_) => MANNER_UNSTATED,
        Manner::InPerson => 2,
        Manner::HomeVisit => 4,
        Manner::Video => 8,
        Manner::Phone => 16,
        Manner::Mail => 32,
        Manner::Online => 64,
        Manner::Database => 128,
    }
}

pub(in crate::tracking::duties) fn custody_bit(kind: &CustodyKind) -> u8 {
    match kind {
        CustodyKind::Unstated | CustodyKind::Other(_) => 1,
        CustodyKind::Prison => 2,
        CustodyKind::Jail => 4,
        CustodyKind::CivilCommitment => 8,
        CustodyKind::Hospital => 16,
        CustodyKind::Immigration => 32,
    }
}

pub(in crate::tracking::duties) const fn convicted_bit(by: ConvictedBy) -> u8 {
    match by {
        ConvictedBy::State => 1,
        ConvictedBy::Federal => 2,
        ConvictedBy::Military => 4,
        ConvictedBy::Foreign => 8,
    }
}

/// Who convicted, by the code of a conviction's jurisdiction; `None` where it does not tell.
pub(in crate::tracking::duties) fn convicted_by(code: Option<&str>) -> Option<ConvictedBy> {
    let code = bare(code?);
    let is = |names: &[&str]| names.iter().any(|name| code.eq_ignore_ascii_case(name));
    if is_state(code) {
        Some(ConvictedBy::State)
    } else if is(&["US", "FED", "FEDERAL"]) {
        Some(ConvictedBy::Federal)
    } else if is(&["MIL", "MILITARY", "UCMJ"]) {
        Some(ConvictedBy::Military)
    } else if code
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("foreign"))
    {
        Some(ConvictedBy::Foreign)
    } else {
        None
    }
}

/// The postal codes of states, the District of Columbia and territories.
const STATES: &[u8; 112] = b"ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYASGUMPPRVI";

/// Which two letters are one of them.
const IS_STATE: [bool; 26 * 26] = {
    let mut table = [false; 26 * 26];
    let mut at = 0;
    while at < STATES.len() {
        table[(STATES[at] - b'A') as usize * 26 + (STATES[at + 1] - b'A') as usize] = true;
        at += 2;
    }
    table
};

fn is_state(code: &str) -> bool {
    let &[a, b] = code.as_bytes() else {
        return false;
    };
    let letter = |byte: u8| {
        byte.to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|at| *at < 26)
    };
    letter(a)
        .zip(letter(b))
        .and_then(|(a, b)| IS_STATE.get(usize::from(a) * 26 + usize::from(b)))
        .is_some_and(|is_state| *is_state)
}
