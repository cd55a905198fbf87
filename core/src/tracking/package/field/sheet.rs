//! The sheet that teams carry: for each team its way on a map, whom to check where and when, and why.

use std::collections::BTreeMap;

use super::{
    super::{
        PackageHeader, check_file, cover,
        header::wrong,
        words,
        writer::{Writer, cell},
    },
    FieldPlan, NotVisited,
    list::key,
    team::{Visit, Visits, length, shown, team_section},
};
use crate::{
    Error, Result,
    documents::{
        Block, Datum, Document, Field, LeadNotice, Marking, Row, Section,
        pieces::{column, count, fact, general, paragraph, section},
    },
    tracking::{LOCATE_NOTICE, LeadRegistrant, Route, SweepTeam, Travel, UnassignedReason},
};

/// Writes the sheet that field teams carry, for law enforcement: for each team its route on a map, and in the order of the visits whom to
/// check where, from when to when, why, who confirmed the place last, warrants, and what officers are to know; then which addresses no team
/// takes, and whom no team is sent to, with the reason.
///
/// It leaves through [`release`](crate::release) as a lead package does. Times are minutes after midnight, in the local time of the teams.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a header that cannot be used, a registrant without a record, or what was found as of another day than the
/// header's; [`Error::UnknownRecord`] when the list has a person who is not among the registrants, or the routes have a stop that is not on
/// the list or a team that is not among the teams.
///
/// ```
/// use caselink::{NoControl, tracking::{FieldPlan, PackageHeader, SweepSettings, SweepTeam, sweep_sheet, verification_sweep}};
///
/// let mut plan: FieldPlan = serde_json::from_value(serde_json::json!({
///     "registrants": [{ "records": [{ "id": "ZZ-1", "names": [{ "given": "Marcus", "surname": "Okafor" }] }] }],
///     "list": { "left_out": [], "addresses": [{
///         "stop": { "id": "ZZ-1", "latitude": 39.8, "longitude": -89.6 }, "person": "ZZ-1", "grain": "address", "uses": ["residence"],
///         "rank": 1, "why": ["yearly verification (IL): not done since 2026-02-01"],
///         "place": { "address": { "street_number": "12", "street": "Elm St", "latitude": 39.8, "longitude": -89.6 } } }] },
///     "teams": [{ "id": "north", "latitude": 39.9, "longitude": -89.65, "capacity": 10, "hours": [480, 960] }],
///     "routes": { "routes": [], "unassigned": [], "travel_minutes": 0, "rounds": 0 },
/// }))?;
/// plan.routes = verification_sweep(&plan.list.stops(), &plan.teams, &plan.travel, &SweepSettings::default(), &NoControl)?;
/// let header = PackageHeader::from_value(&serde_json::json!({
///     "id": "FS-2026-3", "agency": "Example State Clearinghouse", "as_of": "2026-03-09",
///     "requesting_agency": "Example County Sheriff", "authority": "34 USC 20941", "purpose": "to check addresses",
/// }))?;
/// let sheet = sweep_sheet(&plan, &header)?;
/// assert!(sheet.marking.law_enforcement_sensitive);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweep_sheet(plan: &FieldPlan, header: &PackageHeader) -> Result<Document> {
    header.check()?;
    let found = Found::of(plan, header)?;
    let mut w = Writer::new(header.as_of, header.most_rows);
    let mut sections = vec![at_a_glance(plan), cover::request(header)];
    for (route, team) in found.teams {
        sections.push(team_section(&mut w, &found.stops, route, team));
    }
    sections.push(no_team(&w, plan, &found.stops));
    sections.push(not_visited(&w, plan, &found.people));
    sections.push(section("How the routes were made", method(plan)));
    let contact = header.contact.iter();
    Ok(Document {
        id: header.id.clone(),
        title: vec![general("Address checks: routes of field teams")],
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

/// What belongs together in a plan.
struct Found<'a> {
    people: BTreeMap<&'a str, &'a LeadRegistrant>,
    stops: Visits<'a>,
    teams: Vec<(&'a Route, &'a SweepTeam)>,
}

impl<'a> Found<'a> {
    fn of(plan: &'a FieldPlan, header: &PackageHeader) -> Result<Self> {
        let mut people: BTreeMap<&str, &LeadRegistrant> = BTreeMap::new();
        for file in &plan.registrants {
            check_file("registrants", file, header.as_of)?;
            if let Some(person) = key(file)
                && people.insert(person.expose(), file).is_some()
            {
                return Err(wrong("registrants", "two of them have one record"));
            }
        }
        let unknown = |name| move || Error::UnknownRecord { name };
        let left_out = plan.list.left_out.iter().map(|one| &one.person);
        if !left_out
            .map(|person| person.expose().as_str())
            .all(|person| people.contains_key(person))
        {
            return Err(unknown("list")());
        }
        let mut stops = Visits::new();
        for address in &plan.list.addresses {
            let person = people.get(address.person.expose().as_str());
            let file = *person.ok_or_else(unknown("list"))?;
            stops.insert(address.stop.id.expose(), Visit { address, file });
        }
        let on_routes = plan.routes.routes.iter().flat_map(|route| &route.stops);
        let on_none = plan.routes.unassigned.iter().map(|one| &one.stop);
        let mut all = on_routes.map(|one| &one.stop).chain(on_none);
        if !all.all(|stop| stops.contains_key(stop.expose().as_str())) {
            return Err(unknown("routes")());
        }
        let teams = plan.routes.routes.iter().map(|route| {
            let team = plan.teams.iter().find(|team| team.id == route.team);
            team.map(|team| (route, team)).ok_or_else(unknown("teams"))
        });
        let teams = teams.collect::<Result<_>>()?;
        Ok(Self {
            people,
            stops,
            teams,
        })
    }
}

fn at_a_glance(plan: &FieldPlan) -> Section {
    let routes = &plan.routes.routes;
    let visits: usize = routes.iter().map(|route| route.stops.len()).sum();
    let number = |label, number: usize| fact(label, vec![count(number, Vec::new())]);
    let facts = vec![
        number("Teams", routes.len()),
        number("Addresses on a route", visits),
        number("Addresses that no team takes", plan.routes.unassigned.len()),
        number(
            "People or places left out",
            plan.list
                .left_out
                .iter()
                .filter(|one| one.reason != NotVisited::NothingOverdue)
                .count(),
        ),
        fact(
            "On the way",
            vec![general(format!(
                "{} of all teams together",
                length(plan.routes.travel_minutes)
            ))],
        ),
    ];
    section(
        "At a glance",
        vec![Block::Facts { facts }, paragraph(cover::CAVEAT)],
    )
}

fn no_team(w: &Writer<'_>, plan: &FieldPlan, stops: &Visits<'_>) -> Section {
    let rows = plan.routes.unassigned.iter().filter_map(|one| {
        let visit = stops.get(one.stop.expose().as_str())?;
        Some(Row {
            cells: vec![
                cell(words::first_name(&visit.file.records)),
                cell(Some(shown(visit.address))),
                cell(Some(no_team_words(one.reason).to_owned())),
                cell(Some(visit.address.person.expose().clone())),
            ],
            sources: Vec::new(),
        })
    });
    let columns = vec![
        column("Person", Field::PersonName),
        column("Address", Field::Street),
        column("Why", Field::General),
        column("Record", Field::RecordId),
    ];
    section(
        "Addresses that no team takes",
        w.rows(
            "Addresses that no team takes",
            columns,
            rows.collect(),
            "Each address of the list is on a route.",
        ),
    )
}

const fn no_team_words(of: UnassignedReason) -> &'static str {
    match of {
        UnassignedReason::NoPosition => "nobody knows where it is",
        UnassignedReason::OutOfHours => "no team can go there and be back within its hours",
        UnassignedReason::WindowMissed => "no team can be there while the visit may begin",
        UnassignedReason::NoCapacity => "all teams have as many addresses as they take",
        UnassignedReason::NoTime => "no team has the time, with its other addresses",
    }
}

/// Whom no team is sent to. Of those who have done what they must, only the number stands here.
fn not_visited(
    w: &Writer<'_>,
    plan: &FieldPlan,
    people: &BTreeMap<&str, &LeadRegistrant>,
) -> Section {
    let all = &plan.list.left_out;
    let told = all
        .iter()
        .filter(|one| one.reason != NotVisited::NothingOverdue);
    let rows: Vec<Row> = told
        .map(|one| {
            let file = people.get(one.person.expose().as_str());
            let place = one.place.as_ref().and_then(words::place);
            Row {
                cells: vec![
                    cell(file.and_then(|file| words::first_name(&file.records))),
                    cell(Some(one.words.clone())),
                    cell(place),
                    cell(Some(one.person.expose().clone())),
                ],
                sources: Vec::new(),
            }
        })
        .collect();
    let nothing = all.len() - rows.len();
    let columns = vec![
        column("Person", Field::PersonName),
        column("Why", Field::Registration),
        column("Address", Field::Street),
        column("Record", Field::RecordId),
    ];
    let mut blocks = w.rows(
        "To whom, or to which place, no team is sent",
        columns,
        rows,
        "Nobody else was left out.",
    );
    blocks.push(Block::Paragraph {
        text: vec![
            general("With nothing overdue, and not named here: "),
            count(nothing, Vec::new()),
            general("."),
        ],
    });
    section("Left out", blocks)
}

fn method(plan: &FieldPlan) -> Vec<Block> {
    let travel = match &plan.travel {
        Travel::Matrix { .. } => {
            "Minutes between places are those that the agency gave.".to_owned()
        }
        Travel::GreatCircle {
            road_factor,
            km_per_hour,
        } => format!(
            "Assumption: the road is {road_factor} times the way as the crow flies, at {km_per_hour} km an hour. Traffic is not known here."
        ),
    };
    vec![
        paragraph(format!(
            "{travel} Visits and hours are in the local time of the teams. The order saves time on the way and says nothing about how \
             pressing a visit is."
        )),
        paragraph(LOCATE_NOTICE),
    ]
}
