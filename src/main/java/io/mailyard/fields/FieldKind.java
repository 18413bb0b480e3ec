package io.mailyard.fields;

/** Kinds of values, for input on a command line, in a document and in a form. */
public enum FieldKind {
    TEXT,
    /** One line of text, see {@link LineText}; or a name, with stricter rules. */
    LINE,
    /** A domain name, or an empty text for none. */
    DOMAIN,
    /** One of several words. */
    WORD,
    NUMBER,
    DECIMAL,
    FLAG,
    TIME,
    TEXTS,
    NUMBERS,
    /** Texts by names. */
    PAIRS,
    /** Another object, by its id. */
    ID,
    /** Other objects, by their ids. */
    IDS,
    /** Another object, by its id or name. */
    REFERENCE,
    /** Other objects, each by its id or name. */
    REFERENCES,
    /** A list of objects with fields of their own. */
    OBJECTS,
    /** Any value, or an object of its own kind. */
    OTHER
}
