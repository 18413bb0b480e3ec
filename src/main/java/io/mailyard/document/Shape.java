package io.mailyard.document;

import java.util.List;

/** The shape of a member's value. */
public sealed interface Shape {
    /** A string. */
    record Text() implements Shape {}

    /** A domain name in the server's canonical form, or empty text. */
    record Domain() implements Shape {}

    /** A whole number. */
    record Whole() implements Shape {}

    /** A number, as written. */
    record Decimal() implements Shape {}

    /** True or false. */
    record Flag() implements Shape {}

    /** Text or a whole number, as given. */
    record Loose() implements Shape {}

    /**
     * The name of another object.
     *
     * @param byId whether the API takes its id instead of the name
     * @param optional whether empty text stands for none
     */
    record Named(ObjectKind kind, boolean byId, boolean optional) implements Shape {}

    /** A list of any length. */
    record ListOf(Shape item) implements Shape {}

    /** Texts by names that the writer chooses. */
    record Pairs() implements Shape {}

    /** An object with these members. */
    record Members(List<Member> members) implements Shape {}
}
