"""How does a result look? Plain results in; SVG text, words and a data table out. No web and no database here."""
