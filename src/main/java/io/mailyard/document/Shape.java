package io.mailyard.document;

import java.util.List;

/** What a member holds. */
public sealed interface Shape {
    /** A string. */
    record Text() implements Shape {}

    /** A domain name, in the one form in which the server keeps it; or empty text. */
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
     * @param byId whether the API takes its id in place of the name
     * @param optional whether empty text names none
     */
    record Named(ObjectKind kind, boolean byId, boolean optional) implements Shape {}

    /** Any number of these. */
    record ListOf(Shape item) implements Shape {}

    /** Text by names of the writer's own. */
    record Pairs() implements Shape {}

    /** An object with these members. */
    record Members(List<Member> members) implements Shape {}
}
