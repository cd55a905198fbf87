//! What does whoever goes out to look for somebody carry? The lead package: all that is on record, with its source, day and confidence.
//!
//! Each section is a file here. Nothing in it is new: duties are as [`assess`](super::assess) found them, places as
//! [`locate`](super::locate), links as [`OffenderIndex`](super::OffenderIndex). It says what is missing as well as what is there, and it
//! names no victim: of a victim, age and sex stand in it and nothing else.

mod annex;
mod belongings;
mod candidates;
mod case;
mod cited;
mod cover;
mod duties;
mod field;
mod gaps;
mod header;
mod history;
mod identity;
mod people;
mod process;
mod seen;
mod stays;
mod subject;
mod words;
mod writer;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use self::{header::wrong, writer::Writer};
use crate::{
    Error, Result,
    documents::{
        Datum, Document, Field, LeadNotice, Marking, Section, Text,
        pieces::{general, section},
    },
};

pub use field::{
    FieldPlan, NotOnSweep, NotVisited, SweepAddress, SweepList, SweepListSettings, sweep_list,
    sweep_sheet,
};
pub use header::PackageHeader;
pub use subject::{LeadCase, LeadRegistrant, LeadSubject};

/// Writes a lead package, for law enforcement: on a registrant who is looked for, or on an open case.
///
/// On a registrant: identity; registration, and what is not done since when by which rule; cautions, warrants and process; criminal
/// history with the ages and sexes of victims; residence timeline with who looked last; employment, school, licences; vehicles;
/// telephones and accounts; relatives and associates with addresses; where last seen; searches, those that found nothing among them;
/// journeys; a map; places to check in order; conflicts, gaps, next checks; and in an annex of its own, open cases. On a case: who may be
/// worth a look, who is ruled out with the evidence, and a short account of each.
///
/// It leaves through [`release`](crate::release), where the entry of the ledger is the dissemination number. What is dated or was
/// recorded after the day of the package is left out and counted.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a header that cannot be used, a registrant without a record, or an assessment or places of another day
/// than the package; [`Error::UnknownRecord`] when an assessment, places or links are of a record that is not among those of the person.
///
/// ```
/// use caselink::tracking::{
///     AssessOptions, LeadRegistrant, LocateInputs, LocateSettings, PackageHeader, RulePack, assess, lead_package, locate,
/// };
/// use serde_json::{from_value, json};
///
/// let records = vec![from_value(json!({
///     "id": "ZZ-0042917",
///     "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }],
///     "registrations": [{ "jurisdiction": "IL", "span": { "start": "2020-01-31" } }],
///     "stays": [{ "kind": "residence", "place": { "address": { "locality": "Springfield", "state": "IL" } },
///                 "span": { "start": "2020-01-31" } }],
/// }))?];
/// let as_of = "2021-02-09".parse()?;
/// let assessments = vec![assess(&records[0], &[RulePack::federal()?], &AssessOptions::on(as_of), None)?];
/// let located = Some(locate(&records, &LocateInputs::default(), &LocateSettings::on(as_of), None)?);
/// let header = PackageHeader::from_value(&json!({
///     "id": "LP-2021-4", "agency": "Example State Clearinghouse", "as_of": "2021-02-09",
///     "requesting_agency": "Example County Task Force", "authority": "34 USC 20941", "purpose": "to find the person",
/// }))?;
/// let subject = LeadRegistrant { records, assessments, located, ..LeadRegistrant::default() };
/// let package = lead_package(&subject.into(), &header)?;
/// assert!(package.marking.law_enforcement_sensitive);
/// assert_eq!(package.sections.len(), 20);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lead_package(subject: &LeadSubject, header: &PackageHeader) -> Result<Document> {
    header.check()?;
    let mut w = Writer::new(header.as_of, header.most_rows);
    let (title, sections) = match subject {
        LeadSubject::Registrant(file) => {
            check_file("subject", file, header.as_of)?;
            let name = words::first_name(&file.records);
            let name = name.map_or_else(
                || general("a registrant"),
                |name| Datum::new(Field::PersonName, name),
            );
            (
                vec![general("Lead package: "), name],
                of_registrant(&mut w, file, header),
            )
        }
        LeadSubject::Case(open) => {
            for file in &open.registrants {
                check_file("subject", file, header.as_of)?;
            }
            let id = &open.case.case.id;
            if open.findings.case != *id {
                return Err(Error::UnknownRecord { name: "findings" });
            }
            let number = Datum::new(Field::RecordId, id.expose().clone());
            let title: Text = vec![general("Lead package: open case "), number];
            (title, case::sections(&mut w, open, header))
        }
    };
    let contact = header.contact.iter();
    Ok(Document {
        id: header.id.clone(),
        title,
        agency: header.agency.clone(),
        as_of: header.as_of,
        marking: Marking::default(),
        contact: contact
            .map(|contact| Datum::new(Field::Officer, contact.clone()))
            .collect(),
        sections,
        sources: w.cited.into_list(),
        notice: LeadNotice,
    })
}

fn of_registrant<'a>(
    w: &mut Writer<'a>,
    file: &'a LeadRegistrant,
    header: &PackageHeader,
) -> Vec<Section> {
    let most = header.most_explained;
    let mut sections = vec![
        cover::at_a_glance(w, file),
        cover::request(header),
        identity::identity(w, file),
        duties::duties(w, file),
        process::process(w, file),
    ];
    sections.extend(history::history(w, file));
    let stays = stays::all_stays(w, file);
    sections.extend(stays::places(w, file, &stays));
    sections.push(section(
        "Professional licences",
        belongings::licences(w, file),
    ));
    sections.push(belongings::vehicles(w, file));
    sections.push(belongings::contacts(w, file));
    sections.push(people::people(w, file, &stays));
    sections.push(seen::seen(w, file));
    sections.push(seen::checks(w, file));
    sections.push(seen::travel(w, file));
    sections.push(candidates::map(w, file, &stays));
    sections.push(candidates::candidates(w, file, most));
    sections.push(gaps::gaps(w, file));
    sections.push(gaps::next_checks(w, file));
    sections.push(annex::annex(w, file.cases.as_ref(), most));
    sections
}

/// Whether all that was found is of these records, and of the day that is asked about.
fn check_file(name: &'static str, file: &LeadRegistrant, as_of: NaiveDate) -> Result<()> {
    let records = file.records.iter().map(|record| &record.person.id);
    let ids: BTreeSet<_> = records.collect();
    if ids.is_empty() {
        return Err(wrong(name, "a registrant has at least one record"));
    }
    if ids.len() != file.records.len() {
        return Err(wrong(name, "two records have one id"));
    }
    for one in &file.assessments {
        if !ids.contains(&one.id) {
            return Err(Error::UnknownRecord {
                name: "assessments",
            });
        }
        if one.as_of != as_of {
            return Err(wrong(
                "assessments",
                "are of another day than what is asked for",
            ));
        }
    }
    if let Some(located) = &file.located {
        if !located.records.iter().all(|id| ids.contains(id)) {
            return Err(Error::UnknownRecord { name: "located" });
        }
        if located.as_of != as_of {
            return Err(wrong("located", "is of another day than what is asked for"));
        }
    }
    let cases = file.cases.iter().map(|cases| &cases.offender);
    let known = file.known.iter().map(|known| &known.offender);
    if !cases.chain(known).all(|id| ids.contains(id)) {
        return Err(Error::UnknownRecord { name: "cases" });
    }
    Ok(())
}
