use std::collections::BTreeSet;

use super::pieces::{Piece, each_piece, each_section};
use crate::documents::Document;

/// The sources that anything in the body cites.
pub(super) fn cited(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut look = |piece: Piece<'_>| match piece {
        Piece::Text(text) => {
            for datum in text {
                found.extend(datum.sources.iter().cloned());
            }
        }
        Piece::Sources(ids) => found.extend(ids.iter().cloned()),
        Piece::Name(_) | Piece::Cell(..) | Piece::Drawn(..) => {}
    };
    look(Piece::Text(&document.title));
    look(Piece::Text(&document.contact));
    each_section(document, &mut |section| {
        look(Piece::Text(&section.heading));
        for block in &section.blocks {
            each_piece(block, &mut look);
        }
    });
    found
}
