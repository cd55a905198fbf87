use std::collections::BTreeMap;

use chrono_tz::Tz;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{
    DirectoryNote, DirectoryNoteKind, RouteInputs,
    network::Networks,
    shapes::{Shapes, polygons_of},
};
use crate::{
    Error, Result,
    records::{Address, Agency, Jurisdiction, JurisdictionKind, Pii, from_value},
};

/// A directory of agencies and of the areas in which they are competent, ready to route many reports.
///
/// ```
/// use caselink::tips::{AgencyDirectory, RouteInputs, RoutingRules};
/// use serde_json::{from_value, json};
///
/// let agencies = vec![from_value(json!({ "id": "ZZ0160000", "kind": "police", "jurisdictions": ["us-il-167"], "phones": ["217-555-0134"] }))?];
/// let places = vec![
///     from_value(json!({ "id": "us-il", "kind": "state", "iso": "US-IL", "fips": "17" }))?,
///     from_value(json!({ "id": "us-il-167", "kind": "county", "part_of": "us-il", "fips": "17167" }))?,
/// ];
/// let directory = AgencyDirectory::new(agencies, places, RouteInputs::default())?;
/// let tip = from_value(json!({ "id": "T-1", "place": { "county_fips": "17167" } }))?;
/// let routing = directory.route(&tip, &RoutingRules::default(), None);
/// assert_eq!(routing.to[0].agency, "ZZ0160000");
/// assert_eq!(routing.areas[0].reasons_for[0].field, "place");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AgencyDirectory {
    pub(super) agencies: Vec<Agency>,
    pub(super) places: Vec<Jurisdiction>,
    pub(super) inputs: RouteInputs,
    /// What each place is a part of, the nearest first.
    pub(super) parts_of: Vec<Vec<u32>>,
    pub(super) zones: Vec<Option<Tz>>,
    /// The agencies of each place, in order of their ids.
    pub(super) competent: Vec<Vec<u32>>,
    by_id: FxHashMap<String, u32>,
    by_code: FxHashMap<String, u32>,
    by_town: FxHashMap<(u32, String), Vec<u32>>,
    pub(super) networks: Networks,
    pub(super) network_places: Vec<u32>,
    numbers: FxHashMap<String, u32>,
    longest_number: usize,
    schools: FxHashMap<String, Vec<u32>>,
    shapes: Shapes,
    notes: Vec<DirectoryNote>,
}

/// A name without case and double spaces.
fn plain(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

impl AgencyDirectory {
    /// Puts a directory together. What names a jurisdiction that is not there, and shapes, networks and numbers that are none, are passed
    /// over and listed in [`notes`](Self::notes).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when an id stands twice, or jurisdictions are parts of each other in a circle.
    pub fn new(
        mut agencies: Vec<Agency>,
        mut places: Vec<Jurisdiction>,
        inputs: RouteInputs,
    ) -> Result<Self> {
        agencies.sort_by(|a, b| a.id.cmp(&b.id));
        places.sort_by(|a, b| a.id.cmp(&b.id));
        let twice = |name| Error::InvalidParameter {
            name,
            reason: "an id stands twice".to_owned(),
        };
        if agencies.windows(2).any(|two| two[0].id == two[1].id) {
            return Err(twice("agencies"));
        }
        if places.windows(2).any(|two| two[0].id == two[1].id) {
            return Err(twice("jurisdictions"));
        }
        let by_id: FxHashMap<String, u32> = (0..)
            .zip(&places)
            .map(|(number, place)| (place.id.clone(), number))
            .collect();
        let mut notes = Vec::new();
        let parts_of = parts_of(&places, &by_id, &mut notes)?;
        let mut directory = Self {
            competent: vec![Vec::new(); places.len()],
            zones: vec![None; places.len()],
            agencies,
            places,
            parts_of,
            by_id,
            by_code: FxHashMap::default(),
            by_town: FxHashMap::default(),
            networks: Networks::default(),
            network_places: Vec::new(),
            numbers: FxHashMap::default(),
            longest_number: 0,
            schools: FxHashMap::default(),
            shapes: Shapes::default(),
            notes,
            inputs: RouteInputs::default(),
        };
        directory.add_agencies();
        directory.add_places();
        directory.add_inputs(&inputs);
        directory.inputs = inputs;
        directory.inputs.shapes.clear();
        directory.notes.sort();
        Ok(directory)
    }

    /// The same from JSON values: records, and inputs as one object or nothing.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and [`Error::InvalidParameter`] for a record that cannot be used: a directory is whole or none.
    pub fn from_values(
        agencies: &[Value],
        jurisdictions: &[Value],
        inputs: &Value,
    ) -> Result<Self> {
        let agencies = agencies.iter().map(|one| from_value("agencies", one));
        let places = jurisdictions
            .iter()
            .map(|one| from_value("jurisdictions", one));
        let inputs = if inputs.is_null() {
            RouteInputs::default()
        } else {
            RouteInputs::from_value(inputs)?
        };
        Self::new(
            agencies.collect::<Result<_>>()?,
            places.collect::<Result<_>>()?,
            inputs,
        )
    }

    /// What cannot be used of the directory, and what it lacks, in order.
    pub fn notes(&self) -> &[DirectoryNote] {
        &self.notes
    }

    fn note(&mut self, of: impl Into<String>, kind: DirectoryNoteKind) {
        self.notes.push(DirectoryNote {
            of: of.into(),
            kind,
        });
    }

    fn add_agencies(&mut self) {
        let mut unknown = Vec::new();
        for (number, agency) in (0..).zip(&self.agencies) {
            for id in &agency.jurisdictions {
                let place = self.by_id.get(id);
                match place.and_then(|place| self.competent.get_mut(*place as usize)) {
                    Some(competent) => competent.push(number),
                    None => unknown.push(agency.id.clone()),
                }
            }
        }
        for id in unknown {
            self.note(id, DirectoryNoteKind::UnknownJurisdiction);
        }
    }

    fn add_places(&mut self) {
        let mut notes = Vec::new();
        for (number, place) in (0..).zip(&self.places) {
            for code in [&place.fips, &place.iso].into_iter().flatten() {
                self.by_code
                    .entry(code.trim().to_uppercase())
                    .or_insert(number);
            }
            let above = self.parts_of.get(number as usize);
            if let (JurisdictionKind::Municipal, Some(name)) = (&place.kind, &place.name) {
                for part_of in above.into_iter().flatten() {
                    let key = (*part_of, plain(name));
                    self.by_town.entry(key).or_default().push(number);
                }
            }
            if let Some(name) = &place.time_zone {
                let zone: Option<Tz> = name.parse().ok();
                if zone.is_none() {
                    notes.push((place.id.clone(), DirectoryNoteKind::UnknownZone));
                }
                if let Some(own) = self.zones.get_mut(number as usize) {
                    *own = zone;
                }
            }
            let above = above.into_iter().flatten();
            let mut all = std::iter::once(&number).chain(above);
            let has_agency = |place: &u32| {
                let competent = self.competent.get(*place as usize);
                competent.is_some_and(|competent| !competent.is_empty())
            };
            if !all.any(has_agency) {
                notes.push((place.id.clone(), DirectoryNoteKind::NoAgency));
            }
        }
        for (of, kind) in notes {
            self.note(of, kind);
        }
    }

    fn add_inputs(&mut self, inputs: &RouteInputs) {
        let mut polygons = Vec::new();
        for shape in &inputs.shapes {
            match (self.by_id.get(&shape.jurisdiction), polygons_of(shape)) {
                (None, _) => self.note(
                    shape.jurisdiction.clone(),
                    DirectoryNoteKind::UnknownJurisdiction,
                ),
                (_, None) => self.note(shape.jurisdiction.clone(), DirectoryNoteKind::BadShape),
                (Some(place), Some(all)) => {
                    polygons.extend(all.into_iter().map(|polygon| (*place, polygon)));
                }
            }
        }
        self.shapes = Shapes::new(polygons);
        for (row, one) in (0..).zip(&inputs.networks) {
            let Some(place) = self.place(&one.jurisdiction) else {
                self.network_places.push(u32::MAX);
                self.note(
                    format!("networks[{row}]"),
                    DirectoryNoteKind::UnknownJurisdiction,
                );
                continue;
            };
            self.network_places.push(place);
            if !self.networks.add(&one.network, row) {
                self.note(format!("networks[{row}]"), DirectoryNoteKind::BadNetwork);
            }
        }
        for (row, one) in inputs.numbers.iter().enumerate() {
            let digits = one.prefix.bytes().all(|byte| byte.is_ascii_digit());
            match self.place(&one.jurisdiction) {
                None => self.note(
                    format!("numbers[{row}]"),
                    DirectoryNoteKind::UnknownJurisdiction,
                ),
                Some(place) if digits && (1..=15).contains(&one.prefix.len()) => {
                    self.longest_number = self.longest_number.max(one.prefix.len());
                    self.numbers.insert(one.prefix.clone(), place);
                }
                Some(_) => self.note(format!("numbers[{row}]"), DirectoryNoteKind::BadNumber),
            }
        }
        for (row, one) in inputs.schools.iter().enumerate() {
            match self.place(&one.jurisdiction) {
                Some(place) => {
                    let all = self.schools.entry(plain(&one.name)).or_default();
                    if !all.contains(&place) {
                        all.push(place);
                    }
                }
                None => self.note(
                    format!("schools[{row}]"),
                    DirectoryNoteKind::UnknownJurisdiction,
                ),
            }
        }
    }

    /// A jurisdiction by its id or, where no id is so, by its FIPS or ISO code.
    pub(super) fn place(&self, id: &str) -> Option<u32> {
        let by_code = || self.by_code.get(&id.trim().to_uppercase());
        self.by_id.get(id).or_else(by_code).copied()
    }

    pub(super) fn id(&self, place: u32) -> &str {
        self.places
            .get(place as usize)
            .map_or("", |place| place.id.as_str())
    }

    /// Whether one place is the other, or a part of it.
    pub(super) fn is_in(&self, place: u32, of: u32) -> bool {
        place == of
            || self
                .parts_of
                .get(place as usize)
                .is_some_and(|above| above.contains(&of))
    }

    /// The smallest of places that overlap: those that no other one is a part of.
    fn smallest(&self, found: Vec<u32>) -> Vec<u32> {
        let all = found.clone();
        let is_smallest = |place: &u32| {
            !all.iter()
                .any(|other| other != place && self.is_in(*other, *place))
        };
        found.into_iter().filter(is_smallest).collect()
    }

    /// The jurisdictions of an address, and what was read of it.
    pub(super) fn places_of(
        &self,
        address: Option<&Address>,
        fips: Option<&str>,
    ) -> (Vec<u32>, &'static str) {
        let position = address.and_then(|one| {
            Some((
                *one.latitude.as_ref()?.expose(),
                *one.longitude.as_ref()?.expose(),
            ))
        });
        if let Some((north, east)) = position {
            let found = self.smallest(self.shapes.at(north, east));
            if !found.is_empty() {
                return (found, "its position lies in the area");
            }
        }
        if let Some(place) = fips.and_then(|code| self.place(code)) {
            return (vec![place], "the county that it names");
        }
        let Some(address) = address else {
            return (Vec::new(), "");
        };
        let text = |field: &Option<Pii<String>>| {
            let text = field.as_ref().map(|text| text.expose().trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        let country = text(&address.country).unwrap_or_else(|| "US".to_owned());
        let country = if country.len() == 2 {
            &country[..]
        } else {
            "US"
        };
        let state = text(&address.state)
            .and_then(|state| self.place(&format!("{}-{state}", country.to_uppercase())));
        if let (Some(state), Some(town)) = (state, text(&address.locality))
            && let Some(found) = self.by_town.get(&(state, plain(&town)))
        {
            return (found.clone(), "the town and state that it names");
        }
        if let Some(state) = state {
            return (vec![state], "the state that it names");
        }
        let stated = text(&address.country).and_then(|code| self.place(&code));
        (stated.into_iter().collect(), "the country that it names")
    }

    /// The jurisdiction of a telephone number, by the longest beginning that the table has.
    pub(super) fn place_of_number(&self, number: &str) -> Option<u32> {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let number = number.trim();
        let digits = if number.starts_with('+') {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else {
            let code = self.inputs.calling_code.as_deref()?;
            // ten digits have no country before them; eleven that begin with it do
            if digits.starts_with(code) && digits.len() > 10 {
                digits
            } else {
                format!("{code}{}", digits.trim_start_matches('0'))
            }
        };
        let most = digits.len().min(self.longest_number);
        (1..=most)
            .rev()
            .find_map(|length| self.numbers.get(digits.get(..length)?).copied())
    }

    pub(super) fn places_of_school(&self, name: &str) -> &[u32] {
        self.schools.get(&plain(name)).map_or(&[], Vec::as_slice)
    }
}

/// What each place is a part of, the nearest first.
fn parts_of(
    places: &[Jurisdiction],
    by_id: &FxHashMap<String, u32>,
    notes: &mut Vec<DirectoryNote>,
) -> Result<Vec<Vec<u32>>> {
    let above: BTreeMap<u32, u32> = (0..)
        .zip(places)
        .filter_map(|(number, place)| {
            let part_of = place.part_of.as_ref()?;
            let found = by_id.get(part_of).copied();
            if found.is_none() {
                notes.push(DirectoryNote {
                    of: place.id.clone(),
                    kind: DirectoryNoteKind::UnknownJurisdiction,
                });
            }
            Some((number, found?))
        })
        .collect();
    let mut all = Vec::with_capacity(places.len());
    for number in 0..places.len() as u32 {
        let mut chain = Vec::new();
        let mut at = number;
        while let Some(next) = above.get(&at) {
            if *next == number || chain.contains(next) {
                return Err(Error::InvalidParameter {
                    name: "jurisdictions",
                    reason: "jurisdictions are parts of each other in a circle".to_owned(),
                });
            }
            chain.push(*next);
            at = *next;
        }
        all.push(chain);
    }
    Ok(all)
}
