package io.mailyard.document;

import io.mailyard.web.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a document wants.
 *
 * @param entries in the order written, kinds in their order of dependency
 * @param sections the kinds that have a section, empty ones too
 * @param peopled by kind, the accounts that say which users, or which virtual senders, they have
 * @param uses by object, the others that it names
 */
public record Document(
        Map<Entry.Id, Entry> entries,
        Set<Kind> sections,
        Map<Kind, Set<Entry.Id>> peopled,
        Map<Entry.Id, List<Use>> uses) {
    /** That an object is named somewhere, as written there. */
    public record Use(Entry.Id named, String written, Place place) {}

    /** The version of the format. */
    public static final String FORMAT = "1";

    /** The member that tells it. */
    public static final String MARK = "mailyard";

    /**
     * Reads a document, with all that is wrong with it.
     *
     * @throws BadDocument where it is not readable at all, or is an export that was cut
     */
    public static Document read(String text, Faults faults) {
        ExportFrame.check(text);
        return new Reader(faults).document(Yaml.read(text, faults));
    }

    /** The objects of a kind, in the order written. */
    public Stream<Entry> of(Kind kind) {
        return entries.values().stream().filter(entry -> entry.kind() == kind);
    }

    private static final class Reader {
        private final Faults faults;
        private final Reading reading;
        private final Map<Entry.Id, Entry> entries = new LinkedHashMap<>();
        private final Set<Kind> sections = new LinkedHashSet<>();
        private final Map<Kind, Set<Entry.Id>> peopled = new HashMap<>();
        private final Map<Entry.Id, List<Use>> uses = new HashMap<>();
        private final Map<Entry.Id, String> accounts = new HashMap<>();

        Reader(Faults faults) {
            this.faults = faults;
            this.reading = new Reading(faults);
        }

        Document document(Part root) {
            Map<String, Part> parts = reading.names(root, Place.NONE).orElse(Map.of());
            List<String> known = new ArrayList<>(List.of(MARK));
            Kind.sections().forEach(kind -> known.add(kind.word()));
            reading.known(parts, known, Place.NONE);
            format(parts);
            for (Kind kind : Kind.sections()) {
                Optional.ofNullable(parts.get(kind.word()))
                        .ifPresent(part -> section(kind, part, Optional.empty(), Place.NONE));
            }
            return new Document(entries, sections, peopled, uses);
        }

        private void format(Map<String, Part> parts) {
            Part mark = parts.get(MARK);
            if (mark != null && !ours(mark)) {
                faults.add(
                        Place.NONE.in(MARK, mark.line()),
                        "must be " + FORMAT + ", the version of the format");
            }
        }

        private static boolean ours(Part mark) {
            return mark instanceof Part.Plain(_, Value.Numeral(String version))
                    && version.equals(FORMAT);
        }

        private void section(Kind kind, Part part, Optional<Entry.Id> owner, Place above) {
            sections.add(kind);
            owner.ifPresent(
                    id -> peopled.computeIfAbsent(kind, _ -> new LinkedHashSet<>()).add(id));
            if (part instanceof Part.Plain(_, Value.Nothing _)) {
                return;
            }
            Place place = above.in(kind.word(), part.line());
            List<Part> rows = reading.rows(part, place);
            for (int i = 0; i < rows.size(); i++) {
                Place row = place.at(i, rows.get(i).line());
                reading.names(rows.get(i), row).ifPresent(parts -> entry(kind, parts, owner, row));
            }
        }

        private void entry(
                Kind kind, Map<String, Part> parts, Optional<Entry.Id> owner, Place place) {
            List<Member> members = kind.members();
            List<String> known = new ArrayList<>(List.of(kind.label()));
            members.forEach(member -> known.add(member.name()));
            if (kind == Kind.ACCOUNTS) {
                known.addAll(List.of(Kind.USERS.word(), Kind.VSENDERS.word()));
            }
            reading.known(parts, known, place);
            Map<String, Value> values = reading.members(members, parts, place);
            Optional<String> name = name(kind, parts, place);
            Entry.Id id =
                    owner.map(account -> Entry.Id.of(kind, account, name.orElse("")))
                            .orElseGet(() -> Entry.Id.of(kind, name.orElse("")));
            uses.put(id, reading.uses());
            if (kind == Kind.ACCOUNTS) {
                accounts.put(id, name.orElse(""));
                below(Kind.USERS, parts, id, place);
                below(Kind.VSENDERS, parts, id, place);
            }
            String account =
                    owner.flatMap(above -> Optional.ofNullable(accounts.get(above))).orElse("");
            name.ifPresent(written -> {
                Entry earlier =
                        entries.putIfAbsent(id, new Entry(id, written, account, values, place));
                if (earlier != null) {
                    faults.add(
                            place.in(kind.label(), place.line()),
                            "'" + written + "' is " + earlier.place().path() + " already");
                }
            });
        }

        private void below(Kind kind, Map<String, Part> parts, Entry.Id account, Place place) {
            Optional.ofNullable(parts.get(kind.word()))
                    .ifPresent(part -> section(kind, part, Optional.of(account), place));
        }

        private Optional<String> name(Kind kind, Map<String, Part> parts, Place place) {
            Part part = parts.get(kind.label());
            if (part == null) {
                faults.add(place, "needs " + kind.label());
                return Optional.empty();
            }
            return reading.value(new Shape.Text(), part, place.in(kind.label(), part.line()))
                    .map(value -> ((Value.Text) value).text());
        }
    }
}
