"""What Python's ConfigParser reads, for comparison with our own reader of the trussrc.

    python3 tests/interop/trussrc_cases.py write            rewrites tests/data/trussrc/cases.json
    python3 tests/interop/trussrc_cases.py read < TEXTS     answers for a JSON array of texts, one answer a text

An answer is {"error": exception} or {"sections": {name: {"own": {option: raw value}, "read": {option: value}}},
"default": {option: raw value}}; a value that cannot be interpolated is {"raises": exception}.
Python 3.11's standard library is all this needs.
"""

import configparser
import io
import json
import pathlib
import random
import sys

DATA = pathlib.Path(__file__).parent.parent / "data" / "trussrc" / "cases.json"

NAMED = {
    "empty": "",
    "only-blank-lines": "\n \n\t\n",
    "only-comments": "# a\n; b\n   # c\n",
    "as-the-manual-has-it": "[baseten]\nremote_provider = baseten\napi_key = YOUR_API_KEY\nremote_url = https://app.baseten.co\n",
    "no-last-newline": "[baseten]\napi_key = k",
    "crlf": "[baseten]\r\napi_key = k\r\nremote_url = u\r\n",
    "lone-carriage-returns": "[baseten]\rapi_key = k\rremote_url = u\r",
    "mixed-line-ends": "[a]\r\nx = 1\ry = 2\nz = 3\r\n",
    "carriage-return-inside-crlf": "[a]\r\r\nx = 1\n\r\ny = 2\r\n",
    "colon": "[a]\nx: 1\n",
    "colon-before-equals": "[a]\nx:y=z\n",
    "equals-before-colon": "[a]\nurl=https://app.baseten.co\n",
    "no-spaces-around": "[a]\nx=1\n",
    "many-spaces-around": "[a]\nx \t =\t  1  \t\n",
    "empty-value": "[a]\nx =\ny = 2\n",
    "empty-value-with-spaces": "[a]\nx =   \n",
    "option-case-is-lowered": "[a]\nAPI_Key = k\n",
    "section-case-is-kept": "[A]\nx = 1\n[a]\nx = 2\n",
    "unicode-option-is-lowered": "[a]\nÄPFEL = 1\nΌΔΟΣ = 2\nİ = 3\n",
    "unicode-values": "[bäse]\nx = ключ 鍵 🔑\n",
    "hash-in-value": "[a]\nx = 1 # one\n",
    "semicolon-in-value": "[a]\nx = 1 ; one\n",
    "hash-starts-value": "[a]\nx = #one\ny = ;two\n",
    "comment-between-options": "[a]\nx = 1\n# c\ny = 2\n",
    "indented-comment": "[a]\nx = 1\n   # c = d\ny = 2\n",
    "indented-comment-in-value": "[a]\nx = 1\n   # c\n   2\n",
    "comment-at-the-edge-in-value": "[a]\nx = 1\n# c\n   2\n",
    "continuation": "[a]\nx = 1\n  2\n\t3\n",
    "continuation-with-separator": "[a]\nx = 1\n  y = 2\nz = 3\n",
    "continuation-like-a-header": "[a]\nx = 1\n  [b]\ny = 2\n",
    "continuation-after-empty-value": "[a]\nx =\n  1\n  2\n",
    "continuation-after-blank-line": "[a]\nx = 1\n\n  2\n",
    "continuation-after-many-blank-lines": "[a]\nx = 1\n\n \n\t\n  2\n\n\n",
    "continuation-with-crlf": "[a]\r\nx = 1\r\n  2\r\n\r\n  3\r\n",
    "blank-lines-end-a-value": "[a]\nx = 1\n\n\n[b]\ny = 2\n",
    "tab-is-one-column": "[a]\n  x = 1\n\ty = 2\n",
    "two-tabs-are-two-columns": "[a]\n x = 1\n\t\ty = 2\n",
    "all-options-indented": "[a]\n  x = 1\n  y = 2\n",
    "options-indented-less-and-less": "[a]\n    x = 1\n  y = 2\nz = 3\n",
    "header-indented": "  [a]\nx = 1\n  [b]\ny = 2\n",
    "header-indented-after-header": "[a]\n   [b]\nx = 1\n",
    "option-indented-after-indented-header": "   [a]\n x = 1\n  y = 2\n",
    "no-break-space-indents": "[a]\nx = 1\n\u00a0 2\n",
    "ideographic-space-around": "[a]\nx\u3000=\u30001\u3000\n",
    "separator-control-is-space": "[a]\nx =\u001c1\u001f\n\u001d2\n",
    "next-line-is-no-line-end": "[a]\nx = 1\u00852\ny = 1\u20282\n",
    "vertical-tab-and-form-feed": "[a]\nx = 1\u000b2\ny =\u000c1\n",
    "zero-width-space-is-no-space": "[a]\nx =\u200b1\n",
    "nul-in-value": "[a]\nx = 1\u00002\n",
    "backslash-at-line-end": "[a]\nx = C:\\\ny = 2\n",
    "backslash-before-header": "[a]\nx = 1\\\n[b]\ny = 2\n",
    "backslash-escapes": "[a]\nx = a\\nb\\tc\\x41\\u0041\n",
    "double-quotes": "[a]\nx = \"1\"\n",
    "single-quote": "[a]\nx = 'tis\n",
    "unclosed-quote": "[a]\nx = \"1\ny = 2\n",
    "quoted-name": "[a]\n\"x\" = 1\n",
    "header-with-spaces": "[ a ]\nx = 1\n",
    "header-with-brackets": "[a[0]]\nx = 1\n",
    "header-with-comment": "[a] # c\nx = 1\n",
    "header-with-junk": "[a] junk = 1\nx = 1\n",
    "header-with-bracket-in-comment": "[a] # c]\nx = 1\n",
    "header-empty": "[]\nx = 1\n",
    "header-empty-in-section": "[a]\n[]\n",
    "header-empty-as-option": "[a]\n[] = 1\n",
    "header-of-a-bracket": "[]]\nx = 1\n",
    "header-unclosed": "[a\nx = 1\n",
    "header-unclosed-in-section": "[a]\n[b\n",
    "header-unclosed-with-separator": "[a]\n[b = 1\n",
    "header-with-equals": "[a=b]\nx = 1\n",
    "header-with-dots": "[a.b \"c\"]\nx = 1\n",
    "header-of-space": "[ ]\nx = 1\n",
    "section-without-options": "[a]\n[b]\nx = 1\n",
    "option-named-like-header": "[a]\n[b]c = 1\n",
    "duplicate-section": "[a]\nx = 1\n[a]\ny = 2\n",
    "duplicate-option": "[a]\nx = 1\nx = 2\n",
    "duplicate-option-in-other-case": "[a]\nx = 1\nX = 2\n",
    "same-option-in-two-sections": "[a]\nx = 1\n[b]\nx = 2\n",
    "section-twice-apart": "[a]\nx = 1\n[b]\ny = 1\n[a]\nz = 1\n",
    "default-gives": "[DEFAULT]\nx = 1\n[a]\ny = 2\n[b]\nx = 3\n",
    "default-at-the-end": "[a]\ny = 2\n[DEFAULT]\nx = 1\n",
    "default-twice": "[DEFAULT]\nx = 1\n[a]\nz = 0\n[DEFAULT]\ny = 2\n",
    "default-twice-with-duplicate": "[DEFAULT]\nx = 1\n[a]\nz = 0\n[DEFAULT]\nx = 2\n",
    "default-in-lower-case": "[default]\nx = 1\n[a]\ny = 2\n",
    "default-alone": "[DEFAULT]\nx = 1\n",
    "default-with-spaces": "[ DEFAULT ]\nx = 1\n[a]\ny = 1\n",
    "before-any-section": "x = 1\n[a]\ny = 2\n",
    "comment-before-any-section": "# c\n\n[a]\ny = 2\n",
    "indented-before-any-section": "  x\n[a]\n",
    "no-separator": "[a]\nx\n",
    "no-separator-at-the-end": "[a]\nx = 1\ny",
    "no-separator-then-continuation": "[a]\nx\n  y\nz = 1\n",
    "no-name": "[a]\n= 1\n",
    "no-name-with-colon": "[a]\n: 1\n",
    "no-name-indented": "[a]\nx = 1\n  = 2\n",
    "percent-doubled": "[a]\nx = 100%%\n",
    "percent-stray": "[a]\nx = 100%\ny = 2\n",
    "percent-before-letter": "[a]\nx = %s\n",
    "percent-unclosed": "[a]\nx = %(y\ny = 1\n",
    "percent-without-s": "[a]\nx = %(y)d\ny = 1\n",
    "percent-empty-name": "[a]\nx = %()s\n",
    "reference": "[a]\nx = <%(y)s>\ny = 1\n",
    "reference-in-other-case": "[a]\nx = %(Y)s\ny = 1\n",
    "reference-with-spaces": "[a]\nx = %( y )s\ny = 1\n",
    "reference-to-default": "[DEFAULT]\ny = 1\n[a]\nx = %(y)s\n",
    "reference-from-default": "[DEFAULT]\nx = %(y)s\n[a]\ny = 1\n[b]\ny = 2\n",
    "reference-to-nothing": "[a]\nx = %(y)s\n",
    "reference-to-itself": "[a]\nx = %(x)s\n",
    "reference-in-a-circle": "[a]\nx = %(y)s\ny = %(x)s\n",
    "reference-nested": "[a]\nx = %(y)s\ny = %(z)s\nz = 100%%\n",
    "reference-ten-deep": "[a]\n" + "".join(f"x{n} = %(x{n + 1})s\n" for n in range(9)) + "x9 = %%\n",
    "reference-eleven-deep": "[a]\n" + "".join(f"x{n} = %(x{n + 1})s\n" for n in range(12)) + "x12 = %%\n",
    "reference-over-lines": "[a]\nx = %(y)s\n  %(y)s\ny = 1\n  2\n",
    "reference-name-over-lines": "[a]\nx = %(y\n  )s\n",
    "reference-to-empty": "[a]\nx = <%(y)s>\ny =\n",
    "oauth-as-python-writes-it": "[baseten]\nremote_provider = baseten\nremote_url = https://app.baseten.co\nauth_type = oauth\noauth_access_token = a\noauth_refresh_token = b\noauth_expires_at = 1\n",
    "unknown-options-and-sections": "[tool]\nq = 1\n[baseten]\napi_key = k\nfuture = yes\n",
}

PIECES = (
    ["[a]", "[b]", "[c c]", "[DEFAULT]", "[", "]", "[]", "x", "y", "Z", "api_key", "=", ":", " = ", "\n", "\n", "\n", "\r\n"]
    + ["\r", "  ", " ", "\t", "#", ";", "\\", '"', "'", "%", "%%", "%(x)s", "%(y)s", "%(", ")s", "1", "v", "\u00a0", "\u001c", "é", "\u2028"]
)
LINES = [
    "[a]", "[b]", "[C]", "[d d]", "[DEFAULT]", "  [e]", "x = 1", "y: 2", "Z=3", "  w = 4", "\tv = 5", "api_key = a.b", "t =",
    "  more", "    much more", "\t\ttab", "# c", "  ; c", "", "", "   ", "u = %(x)s", "s = 100%%", "r = 5%", "q = a # b", "p = \\",
]


def read(text):
    parser = configparser.ConfigParser()
    try:
        # Line ends as `ConfigParser.read` sees them in a file ("universal newlines"); a byte order mark is tolerated.
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8-sig"))
    except configparser.Error as error:
        return {"error": type(error).__name__}

    def value(section, option):
        try:
            return parser.get(section, option)
        except configparser.InterpolationError as error:
            return {"raises": type(error).__name__}

    sections = {}
    for section in parser.sections():
        own = [option for option in parser._sections[section]]
        sections[section] = {
            "own": {option: parser._sections[section][option] for option in own},
            "read": {option: value(section, option) for option in parser.options(section)},
        }
    return {"sections": sections, "default": dict(parser.defaults())}


def random_cases():
    chance = random.Random(20261123)
    for number in range(300):
        if number % 2:
            yield f"pieces-{number}", "[s]\n" * chance.randint(0, 1) + "".join(chance.choices(PIECES, k=chance.randint(1, 25)))
        else:
            lines = ["[s]"] + chance.sample(LINES, k=chance.randint(1, 9))
            end = chance.choice(["\n", "\n", "\r\n"])
            yield f"lines-{number}", end.join(lines) + end * chance.randint(0, 1)


def write():
    cases = [{"name": name, "text": text, "python": read(text)} for name, text in [*NAMED.items(), *random_cases()]]
    lines = ",\n".join(json.dumps(case) for case in cases)
    DATA.write_text(f"[\n{lines}\n]\n", encoding="ascii")


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
    elif sys.argv[1:] == ["read"]:
        json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
    else:
        sys.exit(__doc__)
