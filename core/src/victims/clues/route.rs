use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClueFindings, ClueOutcome, places};
use crate::records::{Agency, AgencyKind, Jurisdiction, JurisdictionKind};

/// Where findings may go. A proposal: a person decides.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueRoute {
    /// The id of the agency; without it, to a person who finds one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The place for which it is competent; without it, no place leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Why.
    pub why: String,
}

impl ClueRoute {
    /// Reads them from a JSON list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn all_from_value(value: &serde_json::Value) -> crate::Result<Vec<Self>> {
        crate::json::read(value).map_err(|reason| crate::Error::InvalidParameter {
            name: "routes",
            reason,
        })
    }
}

/// Proposes the agencies whose area contains a place that leads.
///
/// The area of an agency is that of its jurisdictions, by their `iso` code. A jurisdiction that is not among
/// `jurisdictions` is read as an ISO 3166 code itself, unless its two letters could also be a state's postal code: `IL`
/// is Israel and Illinois. Counties and towns contain no place that clues can name. Where some parts of a leading country
/// lead among its parts, on as many independent groups of clues as a country needs, agencies for them go first, then
/// those for the country.
///
/// Routes stand in order of the places, then of the sort of agency (task force, clearinghouse, federal or foreign, state,
/// the others), then of the agency's id. A leading place for which no agency is competent, and findings that are
/// insufficient, go to a person.
///
/// ```
/// use caselink::records::Agency;
/// use caselink::victims::{Clue, ClueKind, ClueSettings, clue_tables, combine_clues, route_clues};
///
/// let clue = |id: &str, kind, value: &str| Clue {
///     id: id.into(),
///     kind,
///     value: value.into(),
///     confidence: "confirmed".into(),
///     ..Clue::default()
/// };
/// let school = Clue {
///     places: vec!["US-WI".to_owned()],
///     ..clue("K-2", ClueKind::School, "a badge")
/// };
/// let clues = [clue("K-1", ClueKind::Plate, "Wisconsin"), school];
/// let found = combine_clues(&clues, &clue_tables(), &ClueSettings::default())?;
/// let agency = |id: &str, area: &str| Agency {
///     id: id.to_owned(),
///     jurisdictions: vec![area.to_owned()],
///     ..Agency::default()
/// };
/// let routes = route_clues(&found, &[agency("national", "US"), agency("state", "US-WI")], &[]);
/// assert_eq!(routes[0].agency.as_deref(), Some("state"));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn route_clues(
    findings: &ClueFindings,
    agencies: &[Agency],
    jurisdictions: &[Jurisdiction],
) -> Vec<ClueRoute> {
    if let ClueOutcome::Insufficient { reason } = &findings.outcome {
        return vec![ClueRoute {
            agency: None,
            place: None,
            why: format!("To a person: the clues are insufficient. {reason}"),
        }];
    }
    let mut agencies: Vec<(&Agency, Vec<String>)> = agencies
        .iter()
        .map(|agency| (agency, areas(agency, jurisdictions)))
        .collect();
    agencies.sort_by(|(a, _), (b, _)| {
        let order = order(&a.kind).cmp(&order(&b.kind));
        order.then_with(|| a.id.cmp(&b.id))
    });
    let mut routes: Vec<ClueRoute> = Vec::new();
    for leading in &findings.leading {
        let mut found = false;
        for (place, reason) in targets(findings, leading) {
            let competent = agencies.iter().filter(|(_, areas)| areas.contains(&place));
            for (agency, _) in competent {
                found = true;
                let route = ClueRoute {
                    agency: Some(agency.id.clone()),
                    place: Some(place.clone()),
                    why: format!("Its area contains {}. {reason}", places::name(&place)),
                };
                if !routes.contains(&route) {
                    routes.push(route);
                }
            }
        }
        if !found {
            routes.push(ClueRoute {
                agency: None,
                place: Some(leading.clone()),
                why: format!(
                    "To a person: no agency is listed whose area contains {}.",
                    places::name(leading)
                ),
            });
        }
    }
    routes
}

/// The places for which an agency may be competent when a place leads, the most exact first, and why.
fn targets(findings: &ClueFindings, leading: &str) -> Vec<(String, String)> {
    let count = findings.leading.len();
    let among = if count == 1 {
        "It leads alone.".to_owned()
    } else {
        format!("It is one of {count} places that lead together.")
    };
    let country = places::country_of(leading);
    if country != leading {
        let country = (country.to_owned(), "A part of it leads.".to_owned());
        return vec![(leading.to_owned(), among), country];
    }
    let finding = findings.places.iter().find(|place| place.place == leading);
    let parts = finding.map(|place| place.leading_within(&findings.settings));
    let mut targets: Vec<(String, String)> = parts
        .into_iter()
        .flatten()
        .map(|part| {
            let reason = "It leads within its country.".to_owned();
            (part.place.clone(), reason)
        })
        .collect();
    targets.push((leading.to_owned(), among));
    targets
}

/// The places in which an agency is competent.
fn areas(agency: &Agency, jurisdictions: &[Jurisdiction]) -> Vec<String> {
    let area = |id: &String| {
        if let Some(known) = jurisdictions.iter().find(|known| known.id == *id) {
            let is_small = matches!(
                known.kind,
                JurisdictionKind::County | JurisdictionKind::Municipal | JurisdictionKind::Tribal
            );
            let iso = known.iso.as_deref().filter(|_| !is_small)?;
            return places::read_code(iso);
        }
        let code = places::read_code(id)?;
        let could_be_state = places::parts().keys().any(|part| {
            let postal = part.split_once('-').map(|(_, postal)| postal);
            postal == Some(code.as_str())
        });
        (!could_be_state).then_some(code)
    };
    agency.jurisdictions.iter().filter_map(area).collect()
}

/// Who is likelier to take it on, first. An assumption.
fn order(kind: &AgencyKind) -> u8 {
    match kind {
        AgencyKind::TaskForce => 0,
        AgencyKind::Clearinghouse => 1,
        AgencyKind::Federal | AgencyKind::Foreign => 2,
        AgencyKind::State => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::victims::{Clue, ClueKind, ClueSettings, clue_tables, combine_clues};

    fn clue(id: &str, kind: ClueKind, value: &str) -> Clue {
        Clue {
            id: id.into(),
            kind,
            value: value.into(),
            confidence: "confirmed".into(),
            ..Clue::default()
        }
    }

    fn agency(id: &str, kind: AgencyKind, area: &str) -> Agency {
        Agency {
            id: id.to_owned(),
            kind,
            jurisdictions: vec![area.to_owned()],
            ..Agency::default()
        }
    }

    fn shown(routes: &[ClueRoute]) -> Vec<(Option<&str>, Option<&str>)> {
        routes
            .iter()
            .map(|route| (route.agency.as_deref(), route.place.as_deref()))
            .collect()
    }

    fn findings(clues: &[Clue]) -> ClueFindings {
        combine_clues(clues, &clue_tables(), &ClueSettings::default()).unwrap()
    }

    #[test]
    fn the_state_goes_first_and_the_county_not_at_all() {
        let found = findings(&[
            clue("K-1", ClueKind::Plate, "Illinois"),
            clue("K-2", ClueKind::Socket, "B"),
            Clue {
                places: vec!["US-IL".to_owned()],
                ..clue("K-3", ClueKind::School, "a badge")
            },
        ]);
        let agencies = [
            agency("national", AgencyKind::Federal, "US"),
            agency("b-state", AgencyKind::State, "IL"),
            agency("a-police", AgencyKind::Police, "IL"),
            agency("county", AgencyKind::Sheriff, "us-il-167"),
            agency("other", AgencyKind::State, "US-WI"),
        ];
        let illinois = Jurisdiction {
            id: "IL".to_owned(),
            iso: Some("us-il".to_owned()),
            ..Jurisdiction::default()
        };
        let routes = route_clues(&found, &agencies, &[illinois]);
        let expected = [
            (Some("b-state"), Some("US-IL")),
            (Some("a-police"), Some("US-IL")),
            (Some("national"), Some("US")),
        ];
        assert_eq!(shown(&routes), expected);
        // without the jurisdiction, IL could be Israel as well and is nothing
        let routes = route_clues(&found, &agencies, &[]);
        assert_eq!(shown(&routes), [(Some("national"), Some("US"))]);
    }

    #[test]
    fn what_has_no_agency_goes_to_a_person_and_says_why() {
        let found = findings(&[
            clue("K-1", ClueKind::Currency, "JPY"),
            clue("K-2", ClueKind::Language, "ja"),
        ]);
        let routes = route_clues(&found, &[agency("x", AgencyKind::Federal, "US")], &[]);
        assert_eq!(shown(&routes), [(None, Some("JP"))]);
        assert!(routes[0].why.contains("Japan"));

        let routes = route_clues(&findings(&[]), &[], &[]);
        assert_eq!(shown(&routes), [(None, None)]);
        assert!(routes[0].why.contains("insufficient"));
    }
}
