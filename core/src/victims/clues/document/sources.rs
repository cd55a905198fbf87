//! What is each clue taken from, and in which files is it?

use std::collections::BTreeMap;

use super::{Writer, pieces::written};
use crate::documents::{Datum, Field, Source, Text};

impl Writer<'_> {
    /// The clues in order of their ids, and then the files in which they are.
    pub(super) fn sources(&self) -> Vec<Source> {
        let mut sources: BTreeMap<(bool, &str), Text> = BTreeMap::new();
        for (id, clue) in &self.clues {
            let mut text = vec![Datum::general("clue "), Datum::new(Field::RecordId, *id)];
            if let Some(series) = &clue.series {
                text.extend([
                    Datum::general(", series "),
                    Datum::new(Field::RecordId, series.as_str()),
                ]);
            }
            let stated = [
                (", noted by ", Field::Officer, &clue.noted_by),
                (", from ", Field::Narrative, &clue.source),
                (", note: ", Field::Narrative, &clue.note),
            ];
            for (words, field, value) in stated {
                if let Some(value) = value {
                    text.extend([Datum::general(words), written(field, value.expose())]);
                }
            }
            if let Some(day) = clue.noted_on {
                let day = Datum::new(Field::EventDate, day.to_string());
                text.extend([Datum::general(", on "), day]);
            }
            sources.insert((false, id), text);
        }
        let files = self.clues.values().flat_map(|clue| &clue.files);
        for file in files.filter(|file| !self.clues.contains_key(file.as_str())) {
            let text = vec![
                Datum::general("file "),
                Datum::new(Field::RecordId, file.as_str()),
            ];
            sources.insert((true, file), text);
        }
        let source = |((_, id), description): ((bool, &str), Text)| Source {
            id: id.to_owned(),
            description,
        };
        sources.into_iter().map(source).collect()
    }
}
