//! What went wrong with a JSON text, said without the values in it.

/// What is wrong with a JSON text, without the values that serde quotes: they may come from a record
/// that was passed by mistake. Names of fields stay, since they are what has to be mended.
pub(crate) fn without_values(error: &serde_json::Error) -> String {
    let message = error.to_string();
    if message.starts_with("unknown field") || message.starts_with("missing field") {
        return message;
    }
    let mut out = String::new();
    let mut quote = None;
    let mut characters = message.char_indices();
    while let Some((at, c)) = characters.next() {
        match quote {
            // an escaped quote does not end the value
            Some('"') if c == '\\' => drop(characters.next()),
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if message[at..].starts_with("expected") => return out + &message[at..],
            None if c == '"' || c == '`' => {
                quote = Some(c);
                out.push('…');
            }
            None => out.push(c),
        }
    }
    out
}
