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
public record Member(String name, Shape shape, String sent, String shown, Use use) {
    /** When a member applies. */
    public enum Use {
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
        return new Member(name, shape, name, name, Use.GIVEN);
    }

    /** The member that sets a field. */
    static Member of(Field<?> field) {
        String sent = field.sent().name();
        Use use = field.isNeeded() ? Use.NEEDED : Use.GIVEN;
        String name =
                switch (field.codec().kind()) {
                    case ID, IDS -> sent.replaceFirst("_id(s?)$", "$1");
                    default -> sent;
                };
        return new Member(name, shape(field), sent, field.name(), use);
    }

    private static Shape shape(Field<?> field) {
        return switch (field.codec().kind()) {
            case TEXT, LINE, WORD, TIME -> new Shape.Text();
            case DOMAIN -> new Shape.Domain();
            case NUMBER -> new Shape.Whole();
            case DECIMAL -> new Shape.Decimal();
            case FLAG -> new Shape.Flag();
            case TEXTS -> new Shape.ListOf(new Shape.Text());
            case NUMBERS -> new Shape.ListOf(new Shape.Whole());
            case PAIRS -> new Shape.Pairs();
            case ID -> named(field, true);
            case IDS -> new Shape.ListOf(named(field, true));
            case REFERENCE -> named(field, false);
            case REFERENCES -> new Shape.ListOf(named(field, false));
            case OBJECTS ->
                    new Shape.ListOf(
                            new Shape.Members(field.items().stream().map(Member::of).toList()));
            case OTHER -> new Shape.Loose();
        };
    }

    /** The name of an object of the field's noun; any text or number if it has none. */
    private static Shape named(Field<?> field, boolean byId) {
        return ObjectKind.of(field.noun())
                .<Shape>map(kind -> new Shape.Named(kind, byId, false))
                .orElseGet(Shape.Loose::new);
    }

    static Member text(String name) {
        return of(name, new Shape.Text());
    }

    static Member domain(String name) {
        return of(name, new Shape.Domain());
    }

    static Member texts(String name) {
        return of(name, new Shape.ListOf(new Shape.Text()));
    }

    static Member whole(String name) {
        return of(name, new Shape.Whole());
    }

    static Member decimal(String name) {
        return of(name, new Shape.Decimal());
    }

    static Member flag(String name) {
        return of(name, new Shape.Flag());
    }

    /** The name of another object, sent unchanged. */
    static Member named(String name, ObjectKind kind) {
        return of(name, new Shape.Named(kind, false, false));
    }

    /** The name of another object, or empty text for none. */
    static Member namedOrNone(String name, ObjectKind kind) {
        return of(name, new Shape.Named(kind, false, true));
    }

    /** The name of another object; the API's member of this other name has its id. */
    static Member byId(String name, ObjectKind kind, String wire) {
        return new Member(name, new Shape.Named(kind, true, false), wire, wire, Use.NEEDED);
    }

    /** This member with another name in answers. */
    Member shownAs(String other) {
        return new Member(name, shape, sent, other, use);
    }

    /** This member, required for a new object. */
    Member needed() {
        return new Member(name, shape, sent, shown, Use.NEEDED);
    }

    Member used(Use other) {
        return new Member(name, shape, sent, shown, other);
    }
}
