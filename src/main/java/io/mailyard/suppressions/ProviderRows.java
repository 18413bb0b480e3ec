package io.mailyard.suppressions;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of other providers' lists, as their exports and their APIs write them, into our
 * classes (docs/moving/suppressions.md). Columns that are not needed are ignored.
 */
final class ProviderRows {
    /** The columns in which any of them writes an address. */
    private static final List<String> ADDRESSES =
            List.of("email", "emailaddress", "address", "recipient");

    private static final List<String> TIMES =
            List.of("created", "createdat", "lastupdatetime", "dateadded");

    private static final DateTimeFormatter FRACTION =
            new DateTimeFormatterBuilder()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                    .toFormatter();

    /** Times without a zone, which are UTC; what begins with a number of ten digits are seconds. */
    private static final DateTimeFormatter WITHOUT_ZONE =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("[ ]['T'][HH:mm[:ss]]")
                    .appendOptional(FRACTION)
                    .toFormatter();

    /** Nothing was sent by any of them before; a provider writes the year 1 for no time at all. */
    private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");

    /** A number of seconds beyond this one is of milliseconds: the year 5138. */
    private static final BigDecimal LAST_SECOND = new BigDecimal(100_000_000_000L);

    private ProviderRows() {}

    /**
     * Reads a record.
     *
     * @param cells by the folded name of their column, also empty ones
     * @throws IllegalArgumentException with its fault
     */
    static ImportedRow read(ImportFormat format, Map<String, String> cells, Instant now) {
        String address = ImportedRow.address(first(cells, ADDRESSES).orElse(""));
        Optional<SuppressionClass> kind =
                switch (format) {
                    case SENDGRID -> ofSendGrid(cells);
                    case MAILGUN -> ofMailgun(cells);
                    case SES, POSTMARK -> ofReason(cells);
                    case AUTO, MAILYARD -> Optional.empty();
                };
        Optional<String> reason =
                switch (format) {
                    case SENDGRID ->
                            cell(cells, "reason")
                                    .or(() ->
                                            first(cells, List.of("groupname", "group", "groupid"))
                                                    .map(group ->
                                                            "unsubscribed from the group "
                                                                    + group));
                    case MAILGUN -> reasonOfMailgun(cells);
                    case SES, POSTMARK, AUTO, MAILYARD -> Optional.empty();
                };
        return new ImportedRow(
                address,
                kind,
                reason.map(ProviderRows::cut),
                first(cells, TIMES).flatMap(text -> time(text, now)),
                Optional.empty());
    }

    /** Bounces have a status, spam reports an IP, invalid addresses a reason, others neither. */
    private static Optional<SuppressionClass> ofSendGrid(Map<String, String> cells) {
        if (cells.containsKey("status")) {
            String status = cells.getOrDefault("status", "");
            if (status.startsWith("4")) {
                throw new IllegalArgumentException(
                        "has the status "
                                + ImportedRow.shown(status)
                                + ": a block that passes, after which SendGrid goes on writing to"
                                + " the address");
            }
            return Optional.of(SuppressionClass.HARD);
        }
        if (cells.containsKey("ip")) {
            return Optional.of(SuppressionClass.COMPLAINT);
        }
        return Optional.of(
                cells.containsKey("reason") ? SuppressionClass.HARD : SuppressionClass.UNSUBSCRIBE);
    }

    /** Bounces have a code, unsubscribes tags, complaints neither. */
    private static Optional<SuppressionClass> ofMailgun(Map<String, String> cells) {
        if (cells.containsKey("code") || cells.containsKey("error")) {
            return Optional.of(SuppressionClass.HARD);
        }
        if (cells.containsKey("tags") || cells.containsKey("tag")) {
            return Optional.of(SuppressionClass.UNSUBSCRIBE);
        }
        return cells.containsKey("createdat")
                ? Optional.of(SuppressionClass.COMPLAINT)
                : Optional.empty();
    }

    private static Optional<String> reasonOfMailgun(Map<String, String> cells) {
        String answer =
                Stream.of("code", "error")
                        .flatMap(name -> cell(cells, name).stream())
                        .collect(Collectors.joining(" "));
        Optional<String> tags =
                first(cells, List.of("tags", "tag"))
                        .map(text -> text.replaceAll("[\\[\\]\"*]", "").strip())
                        .filter(text -> !text.isEmpty());
        return answer.isEmpty()
                ? tags.map(text -> "unsubscribed from the tag " + text)
                : Optional.of(answer);
    }

    /** SES and Postmark say it in a word; of Postmark's manual ones, who did it counts. */
    private static Optional<SuppressionClass> ofReason(Map<String, String> cells) {
        Optional<String> reason = first(cells, List.of("suppressionreason", "reason"));
        return reason.map(text ->
                switch (ImportFormat.folded(text)) {
                    case "bounce", "hardbounce" -> SuppressionClass.HARD;
                    case "complaint", "spamcomplaint" -> SuppressionClass.COMPLAINT;
                    case "unsubscribe" -> SuppressionClass.UNSUBSCRIBE;
                    case "manualsuppression" ->
                            cell(cells, "origin")
                                            .filter(origin ->
                                                    ImportFormat.folded(origin).equals("recipient"))
                                            .isPresent()
                                    ? SuppressionClass.UNSUBSCRIBE
                                    : SuppressionClass.MANUAL;
                    default ->
                            throw new IllegalArgumentException(
                                    "has the reason '"
                                            + ImportedRow.shown(text)
                                            + "': must be BOUNCE or COMPLAINT of SES; HardBounce,"
                                            + " SpamComplaint or ManualSuppression of Postmark");
                });
    }

    private static Optional<String> first(Map<String, String> cells, List<String> names) {
        return names.stream().flatMap(name -> cell(cells, name).stream()).findFirst();
    }

    private static Optional<String> cell(Map<String, String> cells, String name) {
        return Optional.ofNullable(cells.get(name))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty());
    }

    /** A mail host's answer may be longer than a reason. */
    private static String cut(String reason) {
        return reason.length() <= Suppression.MAX_REASON
                ? reason
                : reason.substring(0, Suppression.MAX_REASON - 1) + "…";
    }

    /** A time that they write; empty: none. One that is still to come is now. */
    private static Optional<Instant> time(String text, Instant now) {
        Instant time = secondsOf(text);
        if (time == null) {
            time = written(text);
        }
        if (time == null) {
            throw new IllegalArgumentException(
                    "has the time '"
                            + ImportedRow.shown(text)
                            + "': not seconds since 1970, nor a time such as 2027-01-31T00:00:00Z"
                            + " or Thu, 31 Jan 2027 00:00:00 GMT");
        }
        if (time.isBefore(FIRST)) {
            return Optional.empty();
        }
        return Optional.of((time.isAfter(now) ? now : time).truncatedTo(ChronoUnit.MILLIS));
    }

    private static @Nullable Instant secondsOf(String text) {
        // no longer than JSON writes a number of seconds with a fraction
        if (text.length() > 30 || !text.matches("[0-9]+(\\.[0-9]+)?([eE]\\+?[0-9]{1,2})?")) {
            return null;
        }
        BigDecimal number = new BigDecimal(text);
        if (number.precision() - number.scale() > 14) {
            return null;
        }
        return Instant.ofEpochMilli(
                number.compareTo(LAST_SECOND) > 0
                        ? number.longValue()
                        : number.movePointRight(3).longValue());
    }

    private static @Nullable Instant written(String text) {
        try {
            if (text.length() > 3 && Character.isLetter(text.charAt(0))) {
                return DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                        text.replaceFirst(" (UTC|Z)$", " GMT"), Instant::from);
            }
            String iso =
                    text.replaceFirst("( [+-][0-9]{4}) UTC$", "$1").replaceFirst(" (UTC|Z)$", "Z");
            if (iso.endsWith("Z") || iso.matches(".*[+-][0-9]{2}(:?[0-9]{2})?")) {
                return zoned(iso.replaceFirst(" (?=[0-9]{2}:)", "T").replace(" ", ""));
            }
            return WITHOUT_ZONE.parseBest(iso, LocalDateTime::from, LocalDate::from)
                            instanceof LocalDateTime time
                    ? time.toInstant(ZoneOffset.UTC)
                    : LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    private static Instant zoned(String iso) {
        if (iso.indexOf('T') < 0) {
            // the zone that was seen is the day of a date
            return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String full = iso.replaceFirst("([+-][0-9]{2})([0-9]{2})$", "$1:$2");
        return OffsetDateTime.parse(full).toInstant();
    }
}
