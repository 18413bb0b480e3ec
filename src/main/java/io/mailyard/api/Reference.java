package io.mailyard.api;

/** A parameter that names an object by its id or by its name ({@code int/string} in the guides). */
public sealed interface Reference {
    /** A JSON integer: an id. */
    record ById(long id) implements Reference {}

    /**
     * A text. If it consists of digits it is an id, since names must not consist of digits only.
     */
    record ByName(String name) implements Reference {}
}
