//! Which agencies would be told, and why?

use super::{
    super::{ClueRoute, places},
    Writer,
    pieces::{general, section, state},
};
use crate::{
    Error, Result,
    documents::{Block, Datum, Field, Section, Text},
};

impl Writer<'_> {
    /// The section on routes, when there are any.
    pub(super) fn routes(&self, routes: &[ClueRoute]) -> Result<Option<Section>> {
        if routes.is_empty() {
            return Ok(None);
        }
        let items: Result<Vec<Text>> = routes
            .iter()
            .enumerate()
            .map(|(at, route)| self.route(at, route))
            .collect();
        Ok(Some(section(
            "Who would be told",
            vec![
                general(
                    "A proposal, from the areas that agencies are listed with. A person decides, and nothing was sent.",
                ),
                Block::List { items: items? },
            ],
        )))
    }

    fn route(&self, at: usize, route: &ClueRoute) -> Result<Text> {
        let mut text = match &route.agency {
            Some(agency) => vec![
                Datum::general("Agency "),
                Datum::new(Field::Officer, agency.as_str()),
            ],
            None => vec![Datum::general("No agency")],
        };
        if let Some(place) = &route.place {
            if !self.is_led_by(place) {
                return Err(Error::InvalidParameter {
                    name: "routes",
                    reason: format!(
                        "[{at}].place does not lead in these findings: route them again"
                    ),
                });
            }
            text.extend([Datum::general(", for "), state(place)]);
        }
        text.extend([
            Datum::general(". "),
            Datum::new(Field::Evidence, route.why.as_str()),
        ]);
        Ok(text)
    }

    /// Whether a place leads, or lies in one that does, or contains one.
    fn is_led_by(&self, place: &str) -> bool {
        let mut leading = self.findings.leading.iter();
        leading.any(|code| places::country_of(code) == places::country_of(place))
    }
}
