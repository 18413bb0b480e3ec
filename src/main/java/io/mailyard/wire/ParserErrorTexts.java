package io.mailyard.wire;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes the faults of a malformed body in our own words. The parsers' messages name their
 * settings, classes and states, which mean nothing to a caller.
 */
final class ParserErrorTexts {
    private static final Pattern CHARACTER =
            Pattern.compile(
                    "character (?:\\(|combination )?'?(.{1,2}?)'? \\(code ([0-9]+)",
                    Pattern.DOTALL);
    private static final Pattern END_TAG =
            Pattern.compile("close tag </([^>]{1,256})>; expected </([^>]{1,256})>");

    private ParserErrorTexts() {}

    static String ofJson(String said) {
        String words = said.toLowerCase(Locale.ROOT);
        if (words.startsWith("unrecognized token") || words.startsWith("non-standard token")) {
            return "there is a word that is not a string in quotes, number, true, false or null";
        }
        if (words.contains("unquoted character") || words.contains("ctrl-char")) {
            return "a control character is not escaped, or stands outside of a string";
        }
        if (words.contains("surrogate")) {
            return "it has half a surrogate pair";
        }
        if (words.contains("escape")) {
            return "an escape in a string is not valid";
        }
        if (!CHARACTER.matcher(said).find()
                && (words.contains("numeric value") || words.contains("number"))) {
            return "a number is not valid";
        }
        if (words.contains("nesting")) {
            return "it nests deeper than " + WireText.DEEPEST + " levels";
        }
        if (words.contains("end-of-input") || words.contains("was expecting closing quote")) {
            return "it ends too early";
        }
        return character(said);
    }

    static String ofXml(String said) {
        String words = said.toLowerCase(Locale.ROOT);
        Matcher tags = END_TAG.matcher(said);
        if (tags.find()) {
            return "the end tag </"
                    + WireText.shownName(tags.group(1))
                    + "> stands where </"
                    + WireText.shownName(tags.group(2))
                    + "> is expected";
        }
        if (words.contains("eof")
                || words.contains("end of input")
                || words.contains("end-of-input")) {
            return "it ends too early";
        }
        if (words.contains("entity")) {
            return "it has an entity that is not known";
        }
        if (words.contains("element depth")) {
            return "it nests deeper than " + WireText.DEEPEST + " levels";
        }
        if (words.contains("element count")) {
            return "it has more than " + WireText.MOST_VALUES + " elements";
        }
        if (words.contains("attribute limit") || words.contains("attributes per element")) {
            return "an element has more than " + XmlReader.MOST_ATTRIBUTES + " attributes";
        }
        if (words.contains("duplicate attribute")) {
            return "an attribute is there twice";
        }
        if (words.contains("ctrl-char")
                || words.contains("control character")
                || words.contains("illegal character")
                || words.contains("invalid xml character")) {
            return "it has a character that XML 1.0 does not have";
        }
        return words.contains("multiple root") || words.contains("extra content")
                ? "there is more after the end of <xml>"
                : character(said);
    }

    private static String character(String said) {
        Matcher found = CHARACTER.matcher(said);
        if (!found.find()) {
            return "it is not well-formed";
        }
        String character = WireText.clean(found.group(1));
        return "the character '"
                + character
                + "' (code "
                + found.group(2)
                + ") does not belong here";
    }
}
