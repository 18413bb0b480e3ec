package io.mailyard.fields;

/** What kind of value a field has: how a command line, a document and a form take one. */
public enum FieldKind {
    TEXT,
    /** One of some words. */
    WORD,
    NUMBER,
    DECIMAL,
    FLAG,
    TIME,
    TEXTS,
    NUMBERS,
    /** Texts by names. */
    PAIRS,
    /** Another object, by its id or name. */
    REFERENCE,
    /** Any value, or an object of its own kind. */
    OTHER
}
