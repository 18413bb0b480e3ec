package io.mailyard.api;

/** A parameter that names an object by its id or by its name ({@code int/string} in the guides). */
public sealed interface Reference {
    /** A JSON integer: an id. */
    record ById(long id) implements Reference {}

    /**
     * A text. One of digits alone is an id, since names of digits alone are refused where they are
     * given.
     */
    record ByName(String name) implements Reference {}
}
