//! Who is it, and what cannot all be true of one person?

use std::collections::BTreeMap;

use super::{
    Conflict, ConflictKind, FactSource, KnownDate, KnownIdentifier, KnownIdentity, KnownName,
    KnownSex, SourceKind,
    gather::{Cite, Gathered},
    naming::{may_be_one, number_form, whole_name},
};
use crate::{
    compare::{DateLevel, IdentifierLevel, dates, identifiers, normal},
    records::{IdentifierKind, NameKind, Offender, PartialDate, Pii, Sex},
};

impl Gathered<'_> {
    /// Identity as the records have it; records come in order of their ids.
    pub(super) fn identity(&mut self, records: &[&Offender]) -> KnownIdentity {
        let mut found = KnownIdentity::default();
        let mut names: BTreeMap<(bool, String), KnownName> = BTreeMap::new();
        let mut numbers: BTreeMap<(String, String, String), KnownIdentifier> = BTreeMap::new();
        for offender in records {
            let person = &offender.person;
            let cite = Cite {
                record: &person.id,
                kind: SourceKind::Offender,
                top: person.provenance.as_ref(),
            };
            let mut cited = |field: String, of| {
                let source = cite.of(field, &[of]);
                self.is_known(&source).then_some(source)
            };
            for (at, name) in person.names.iter().enumerate() {
                let Some(source) = cited(format!("names[{at}]"), name.provenance.as_ref()) else {
                    continue;
                };
                let form = whole_name(name).map(|name| normal::name(&name));
                // a name that nothing is known of stands alone
                let form = form.unwrap_or_else(|| format!("\u{0}{}{at}", person.id.expose()));
                names
                    .entry((name.kind != NameKind::Legal, form))
                    .or_insert_with(|| KnownName {
                        name: name.clone(),
                        sources: Vec::new(),
                    })
                    .sources
                    .push(source);
            }
            if let Some(born) = &person.birth_date
                && let Some(source) = cited("birth_date".to_owned(), None)
            {
                add_date(&mut found.birth_dates, *born, source);
            }
            if let Some(sex) = &person.sex
                && let Some(source) = cited("sex".to_owned(), None)
            {
                match found.sexes.iter_mut().find(|one| one.sex == *sex) {
                    Some(known) => known.sources.push(source),
                    None => found.sexes.push(KnownSex {
                        sex: sex.clone(),
                        sources: vec![source],
                    }),
                }
            }
            for (at, one) in person.identifiers.iter().enumerate() {
                let field = format!("identifiers[{at}]");
                let Some(source) = cited(field, one.provenance.as_ref()) else {
                    continue;
                };
                let (kind, form) = number_form(one).unwrap_or_else(|| {
                    let kind = one.kind.as_str().to_lowercase();
                    (kind, normal::identifier(one.value.expose()))
                });
                let issuer = one.issuer.as_ref();
                let issuer = issuer.map_or_else(String::new, |one| normal::text(one.expose()));
                numbers
                    .entry((kind, issuer, form))
                    .or_insert_with(|| KnownIdentifier {
                        identifier: one.clone(),
                        sources: Vec::new(),
                    })
                    .sources
                    .push(source);
            }
        }
        // counted where the timeline has them
        for offender in records {
            let cite = Cite {
                record: &offender.person.id,
                kind: SourceKind::Offender,
                top: offender.person.provenance.as_ref(),
            };
            let source = cite.of("died_on".to_owned(), &[]);
            if let Some(died) = offender.died_on.as_ref().filter(|_| self.knows(&source)) {
                add_date(&mut found.deaths, *died, source);
            }
        }
        found.names = names.into_values().collect();
        found.identifiers = numbers.into_values().collect();
        found.birth_dates.sort_by_key(|one| *one.date.expose());
        found.deaths.sort_by_key(|one| *one.date.expose());
        found.sexes.sort_by(|a, b| a.sex.cmp(&b.sex));
        found.contradictions = contradictions(&found);
        self.counts.contradictions = found.contradictions.len() as u32;
        found
    }
}

fn add_date(all: &mut Vec<KnownDate>, date: Pii<PartialDate>, source: FactSource) {
    match all.iter_mut().find(|one| one.date == date) {
        Some(known) => known.sources.push(source),
        None => all.push(KnownDate {
            date,
            sources: vec![source],
        }),
    }
}

fn contradictions(known: &KnownIdentity) -> Vec<Conflict> {
    let mut all = Vec::new();
    all.extend(of_dates(
        ConflictKind::BirthDates,
        "dates of birth",
        &known.birth_dates,
    ));
    let told = |one: &&KnownSex| matches!(one.sex.expose(), Sex::Female | Sex::Male);
    let told: Vec<&KnownSex> = known.sexes.iter().filter(told).collect();
    if told.len() > 1 {
        let facts = told.iter().flat_map(|one| one.sources.clone());
        all.push(conflict(
            ConflictKind::Sexes,
            "records differ in the sex: the records may be of two people, or one has a slip"
                .to_owned(),
            facts.collect(),
        ));
    }
    all.extend(of_numbers(known));
    all.extend(of_dates(
        ConflictKind::Deaths,
        "dates of death",
        &known.deaths,
    ));
    all
}

fn conflict(kind: ConflictKind, words: String, facts: Vec<FactSource>) -> Conflict {
    Conflict {
        kind,
        from: None,
        until: None,
        words,
        facts,
    }
}

fn of_dates(kind: ConflictKind, what: &str, known: &[KnownDate]) -> Option<Conflict> {
    let mut differing = 0;
    let mut slip = None;
    for (at, a) in known.iter().enumerate() {
        for b in known.iter().skip(at + 1) {
            let (a, b) = (*a.date.expose(), *b.date.expose());
            if !may_be_one(a, b) {
                differing += 1;
                slip = slip.or_else(|| dates(&a.to_string(), &b.to_string()).map(DateLevel::level));
            }
        }
    }
    if differing == 0 {
        return None;
    }
    let how = match slip {
        Some(level) if differing == 1 && level.code != "different" => {
            format!(" ({})", level.label)
        }
        _ => String::new(),
    };
    let words = format!(
        "{} {what} that cannot all be of one person{how}: the records may be of two people, or one has a slip",
        known.len()
    );
    let facts = known.iter().flat_map(|one| one.sources.clone()).collect();
    Some(conflict(kind, words, facts))
}

/// Numbers of which one person has one, from each issuer.
fn of_numbers(known: &KnownIdentity) -> Vec<Conflict> {
    let mut by_kind: BTreeMap<(IdentifierKind, String), Vec<&KnownIdentifier>> = BTreeMap::new();
    for one in &known.identifiers {
        let kind = &one.identifier.kind;
        let issuer = match kind {
            IdentifierKind::SocialSecurity | IdentifierKind::FbiNumber => String::new(),
            IdentifierKind::StateId => one
                .identifier
                .issuer
                .as_ref()
                .map_or_else(String::new, |one| normal::text(one.expose())),
            _ => continue,
        };
        if number_form(&one.identifier).is_none()
            || *kind == IdentifierKind::StateId && issuer.is_empty()
        {
            continue;
        }
        by_kind.entry((kind.clone(), issuer)).or_default().push(one);
    }
    let mut all = Vec::new();
    for ((kind, _), numbers) in by_kind {
        let [first, rest @ ..] = numbers.as_slice() else {
            continue;
        };
        let value = |one: &KnownIdentifier| one.identifier.value.expose().clone();
        let differs = |one: &&&KnownIdentifier| {
            identifiers(&value(first), &value(one)) != Some(IdentifierLevel::Same)
        };
        let others: Vec<&KnownIdentifier> = rest.iter().filter(differs).copied().collect();
        if others.is_empty() {
            continue;
        }
        let is_slip = others.len() == 1
            && identifiers(&value(first), &value(others[0])) == Some(IdentifierLevel::OneEdit);
        let what = match kind {
            IdentifierKind::SocialSecurity => "social security numbers",
            IdentifierKind::FbiNumber => "FBI numbers",
            _ => "state identification numbers of one state",
        };
        let slip = if is_slip {
            " (one character apart)"
        } else {
            ""
        };
        let words = format!(
            "{} {what}, of which one person has one{slip}",
            others.len() + 1
        );
        let facts = std::iter::once(*first)
            .chain(others)
            .flat_map(|one| one.sources.clone());
        all.push(conflict(ConflictKind::Identifiers, words, facts.collect()));
    }
    all
}
