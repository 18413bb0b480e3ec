package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Types bear names that a mail engineer knows, and no two classes bear the same name. */
class NamesOfTypesTest {
    /** Metaphors that were replaced: none of them names a type again, top-level or nested. */
    private static final Set<String> REPLACED =
            Set.of(
                    ("AccountDoor Appetite Assigning Bell Budget Budgets Busy Candidate Cell "
                                    + "Choice Closing Contents Declaring Desk DeskWords Ending Endings "
                                    + "EventTelling Facts Fetch Foresight Given Happening Held Hindrance "
                                    + "House HouseLink Item Kept KeptTerms Letter Line Lines Look Mail "
                                    + "MailRooms Moments MtaReading Names NodeDoor Nouns Nowhere Observed "
                                    + "Obstacles Outlet Outlets Outlook Overridden Padding Parcel Passing Pin "
                                    + "Pins Places Plane Planned Platform Quietly Rehearsing Ringing Routed "
                                    + "RuleReading Rules Run Said Saving Sealed Seen SenderPlan Sending "
                                    + "ServerLine SessionDesk Settling Sheet Sifted Sources Spoiled Stamps "
                                    + "Standing Stop Surroundings Tally Target Telling Terms Ticket Tie Told "
                                    + "Turns Upkeep Visible Walk Walked Wants WatchedTelling Way Window Words "
                                    + "World")
                            .split(" "));

    private static final Pattern ANONYMOUS = Pattern.compile("\\$[0-9]");

    private final List<String> types = types("classes", "test-classes");

    /**
     * The names of all types, such as {@code io.mailyard.base.Fault$Kind}, without anonymous ones.
     */
    private static List<String> types(String... folders) {
        return Stream.of(folders)
                .map(folder -> Path.of("target", folder))
                .flatMap(NamesOfTypesTest::files)
                .filter(name -> name.startsWith("io/mailyard/") && name.endsWith(".class"))
                .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .filter(name -> !ANONYMOUS.matcher(name).find())
                .toList();
    }

    private static Stream<String> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).toList().stream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    @Test
    void types_haveNoReplacedName() {
        assertThat(types).hasSizeGreaterThan(1_000);
        assertThat(types)
                .filteredOn(type -> REPLACED.contains(simpleName(type)))
                .as("types named by a metaphor")
                .isEmpty();
    }

    private static Map<String, List<String>> sharedNames(Stream<String> types) {
        Map<String, List<String>> byName =
                types.filter(type -> !type.endsWith(".package-info"))
                        .collect(
                                Collectors.groupingBy(
                                        NamesOfTypesTest::simpleName,
                                        TreeMap::new,
                                        Collectors.toList()));
        byName.values().removeIf(names -> names.size() == 1);
        return byName;
    }

    @Test
    void topLevelNames_areUnique() {
        assertThat(sharedNames(types.stream().filter(type -> type.indexOf('$') < 0)))
                .as("names of more than one class")
                .isEmpty();
    }

    /** Types of the program: a nested one too is found by its name alone. */
    @Test
    void namesOfTheProgramsTypes_areUnique_nestedOnesToo() {
        List<String> program = types("classes");
        assertThat(program).hasSizeGreaterThan(1_500);
        assertThat(sharedNames(program.stream())).as("names of more than one type").isEmpty();
    }
}
