//! Names of programs that are as long as a key's secret, and look like one to whoever counts letters and digits.

/// Whether `text` consists of words as class names have them, such as `SparseSparseMiddleTermComputer32` or
/// `HTTPRequest2`: capitals, at least two small letters, a number perhaps. Of random texts as long as a secret not one in
/// a hundred thousand does.
pub(crate) fn is_camel_case(text: impl Iterator<Item = u8>) -> bool {
    let mut text = text.peekable();
    // The first word may begin with a small letter.
    let mut is_first = true;
    while text.peek().is_some() {
        let mut count = |is_in: fn(&u8) -> bool| std::iter::from_fn(|| text.next_if(is_in)).count();
        let capitals = count(u8::is_ascii_uppercase);
        let small = count(u8::is_ascii_lowercase);
        count(u8::is_ascii_digit);
        if small < 2 || capitals == 0 && !is_first {
            return false;
        }
        is_first = false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_camel_case;

    #[test]
    fn class_names_are_words_and_secrets_are_not() {
        let is = |text: &str| is_camel_case(text.bytes());
        for name in ["SparseSparseMiddleTermComputer32", "Idefics2ForConditionalGeneration", "httpURLConnection4Tests"]
        {
            assert!(is(name), "{name}");
        }
        for secret in ["ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "q3Zk8PdLw0xYb7RtVn2MsJc5HgUfEa1K", "1abc", "aB"] {
            assert!(!is(secret), "{secret}");
        }
    }
}
