//! Elements as text, in the sequence of the form.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::{answer::FormFaultKind, check::Faults, kept::Loose, sequence::Kind};

/// Puts the elements into the sequence of the form; those that it does not have come last, in the order that they had.
pub(super) fn order(element: &mut Loose, kind: Kind) {
    let form = kind.children();
    let place = |child: &Loose| {
        let place = form.iter().position(|one| one.name == child.name);
        place.unwrap_or(form.len())
    };
    element.children.sort_by_key(place);
    for child in &mut element.children {
        if let Some(of) = form.iter().find(|one| one.name == child.name) {
            order(child, of.kind);
        }
    }
}

/// A text without what XML cannot hold; such characters become U+FFFD.
fn writable(text: &str) -> Cow<'_, str> {
    let is_wrong = |one: char| matches!(one, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_wrong) {
        text.replace(is_wrong, "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// The document; characters that XML cannot hold are replaced, and counted with the way to their element.
pub(super) fn write(root: &Loose, faults: &mut Faults) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
    let mut way = Vec::new();
    // a vector takes all that is written
    let written = writer
        .write_event(Event::Decl(declaration))
        .and_then(|()| element(&mut writer, root, &mut way, faults));
    debug_assert!(written.is_ok());
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn element<'e>(
    writer: &mut Writer<Vec<u8>>,
    of: &'e Loose,
    way: &mut Vec<&'e str>,
    faults: &mut Faults,
) -> std::io::Result<()> {
    way.push(&of.name);
    let mut start = BytesStart::new(&of.name[..]);
    for (name, value) in &of.attributes {
        start.push_attribute((&name[..], &*writable(value)));
    }
    if of.children.is_empty() && of.text.is_empty() {
        writer.write_event(Event::Empty(start))?;
        way.pop();
        return Ok(());
    }
    writer.write_event(Event::Start(start))?;
    if !of.text.is_empty() {
        let text = writable(&of.text);
        if matches!(text, Cow::Owned(_)) {
            let words = "XML cannot hold a character of it; U+FFFD stands for it";
            faults.add(way.join("/"), FormFaultKind::NotWritable, words);
        }
        writer.write_event(Event::Text(BytesText::new(&text)))?;
    }
    for child in &of.children {
        element(writer, child, way, faults)?;
    }
    writer.write_event(Event::End(BytesEnd::new(&of.name[..])))?;
    way.pop();
    Ok(())
}
