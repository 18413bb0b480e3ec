package io.mailyard.document;

import java.util.List;

/** The shape of a member's value. */
public sealed interface Shape {
    /** A string. */
    record TextShape() implements Shape {}

    /** A domain name in the server's canonical form, or empty text. */
    record DomainShape() implements Shape {}

    /** A whole number. */
    record WholeShape() implements Shape {}

    /** A number, as written. */
    record DecimalShape() implements Shape {}

    /** True or false. */
    record FlagShape() implements Shape {}

    /** Text or a whole number, as given. */
    record LooseShape() implements Shape {}

    /**
     * The name of another object.
     *
     * @param byId whether the API takes its id instead of the name
     * @param optional whether empty text stands for none
     */
    record NamedShape(ObjectKind kind, boolean byId, boolean optional) implements Shape {}

    /** A list of any length. */
    record ListShape(Shape item) implements Shape {}

    /** Texts by names that the writer chooses. */
    record PairsShape() implements Shape {}

    /** An object with these members. */
    record MembersShape(List<Member> members) implements Shape {}
}
