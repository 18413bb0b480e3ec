package io.mailyard.suppressions;

import io.mailyard.base.ApiException;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose list an imported file is: each names columns and reasons in words of its own. */
public enum ImportFormat {
    /** As the names of its columns say. */
    AUTO,
    MAILYARD,
    SENDGRID,
    MAILGUN,
    SES,
    POSTMARK;

    /** The parameter of an import. */
    public static final Field<ImportFormat> FIELD =
            Field.word(
                    "from",
                    ImportFormat.class,
                    AUTO,
                    "Whose export it is: mailyard, sendgrid, mailgun, ses or postmark; auto, the"
                            + " default: told by the names of its columns.");

    private static final Set<ImportFormat> WITH_REASONS = Set.of(SES, POSTMARK);

    /** A column's name, or a word of a cell, as it is compared. */
    static String folded(String name) {
        StringBuilder folded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != ' ' && c != '_' && c != '-') {
                folded.append(c);
            }
        }
        return folded.toString().strip().toLowerCase(Locale.ROOT);
    }

    /** The provider whose list has these columns; empty: none. */
    static Optional<ImportFormat> of(Collection<String> columns) {
        Set<String> names =
                columns.stream().map(ImportFormat::folded).collect(Collectors.toUnmodifiableSet());
        if (ownNames().containsAll(names) && names.contains("email")) {
            return Optional.of(MAILYARD);
        }
        if (names.contains("emailaddress")) {
            if (hasAny(names, "suppressionreason", "origin")) {
                return Optional.of(POSTMARK);
            }
            return hasAny(names, "reason", "lastupdatetime") ? Optional.of(SES) : Optional.empty();
        }
        if (names.contains("address") && hasAny(names, "createdat", "code", "error", "tags")) {
            return Optional.of(MAILGUN);
        }
        return names.contains("email") && names.contains("created")
                ? Optional.of(SENDGRID)
                : Optional.empty();
    }

    /**
     * Throws error 400 where the columns are another provider's than was asked for, whose lines
     * would be read as of another class. The reasons of SES and Postmark are read alike.
     */
    void mustRead(ImportFormat found, Collection<String> columns) {
        boolean alike =
                this == AUTO
                        || this == found
                        || (WITH_REASONS.contains(this) && WITH_REASONS.contains(found));
        // a list with an address and a reason alone may be anybody's
        boolean anybodys =
                found == MAILYARD
                        && columns.stream().noneMatch(name -> folded(name).equals("class"));
        if (!alike && !anybodys) {
            throw ApiException.badRequest(
                    "line 1",
                    "has the columns of "
                            + ColumnCodec.word(found)
                            + ", but 'from' is "
                            + ColumnCodec.word(this));
        }
    }

    private static Set<String> ownNames() {
        return Suppression.EXPORTED.stream()
                .map(field -> folded(field.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean hasAny(Set<String> names, String... wanted) {
        for (String name : wanted) {
            if (names.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
