package io.mailyard.document;

import io.mailyard.fields.Field;

/**
 * A member of an object in a document.
 *
 * @param name its name in the document
 * @param sent its name in {@code save}
 * @param shown its name in {@code list} and {@code get}
 * @param use when it applies
 */
public record Member(String name, Shape shape, String sent, String shown, MemberUse use) {
    /** When a member applies. */
    public enum MemberUse {
        /** Always; if absent, it stays unchanged, or gets the server's default in a new object. */
        GIVEN,
        /** Always; required for a new object. */
        NEEDED,
        /** Only for a new object; exports leave it out. */
        MAKING,
        /** Never sent: the server sets it, and the document's value is compared with it. */
        FACT
    }

    static Member of(String name, Shape shape) {
        return new Member(name, shape, name, name, MemberUse.GIVEN);
    }

    /** The member that sets a field. */
    static Member of(Field<?> field) {
        String sent = field.sent().name();
        MemberUse use = field.isNeeded() ? MemberUse.NEEDED : MemberUse.GIVEN;
        String name =
                switch (field.codec().kind()) {
                    case ID, IDS -> sent.replaceFirst("_id(s?)$", "$1");
                    default -> sent;
                };
        return new Member(name, shape(field), sent, field.name(), use);
    }

    private static Shape shape(Field<?> field) {
        return switch (field.codec().kind()) {
            case TEXT, LINE, WORD, TIME -> new Shape.TextShape();
            case DOMAIN -> new Shape.DomainShape();
            case NUMBER -> new Shape.WholeShape();
            case DECIMAL -> new Shape.DecimalShape();
            case FLAG -> new Shape.FlagShape();
            case TEXTS -> new Shape.ListShape(new Shape.TextShape());
            case NUMBERS -> new Shape.ListShape(new Shape.WholeShape());
            case PAIRS -> new Shape.PairsShape();
            case ID -> named(field, true);
            case IDS -> new Shape.ListShape(named(field, true));
            case REFERENCE -> named(field, false);
            case REFERENCES -> new Shape.ListShape(named(field, false));
            case OBJECTS ->
                    new Shape.ListShape(
                            new Shape.MembersShape(
                                    field.items().stream().map(Member::of).toList()));
            case OTHER -> new Shape.LooseShape();
        };
    }

    /** The name of an object of the field's noun; any text or number if it has none. */
    private static Shape named(Field<?> field, boolean byId) {
        return ObjectKind.of(field.noun())
                .<Shape>map(kind -> new Shape.NamedShape(kind, byId, false))
                .orElseGet(Shape.LooseShape::new);
    }

    static Member text(String name) {
        return of(name, new Shape.TextShape());
    }

    static Member domain(String name) {
        return of(name, new Shape.DomainShape());
    }

    static Member texts(String name) {
        return of(name, new Shape.ListShape(new Shape.TextShape()));
    }

    static Member whole(String name) {
        return of(name, new Shape.WholeShape());
    }

    static Member decimal(String name) {
        return of(name, new Shape.DecimalShape());
    }

    static Member flag(String name) {
        return of(name, new Shape.FlagShape());
    }

    /** The name of another object, sent unchanged. */
    static Member named(String name, ObjectKind kind) {
        return of(name, new Shape.NamedShape(kind, false, false));
    }

    /** The name of another object, or empty text for none. */
    static Member namedOrNone(String name, ObjectKind kind) {
        return of(name, new Shape.NamedShape(kind, false, true));
    }

    /** The name of another object; the API's member of this other name has its id. */
    static Member byId(String name, ObjectKind kind, String wire) {
        return new Member(
                name, new Shape.NamedShape(kind, true, false), wire, wire, MemberUse.NEEDED);
    }

    /** This member with another name in answers. */
    Member shownAs(String other) {
        return new Member(name, shape, sent, other, use);
    }

    /** This member, required for a new object. */
    Member needed() {
        return new Member(name, shape, sent, shown, MemberUse.NEEDED);
    }

    Member used(MemberUse other) {
        return new Member(name, shape, sent, shown, other);
    }
}
