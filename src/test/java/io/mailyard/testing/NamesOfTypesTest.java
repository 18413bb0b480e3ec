package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    private final List<JavaClass> types =
            new ClassFileImporter()
                    .importPackages("io.mailyard").stream()
                            .filter(type ->
                                    !type.isAnonymousClass() && !type.getSimpleName().isEmpty())
                            .toList();

    @Test
    void types_haveNoReplacedName() {
        assertThat(types)
                .filteredOn(type -> REPLACED.contains(type.getSimpleName()))
                .extracting(JavaClass::getName)
                .as("types named by a metaphor")
                .isEmpty();
    }

    @Test
    void topLevelNames_areUnique() {
        Map<String, List<String>> byName =
                types.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(
                                Collectors.groupingBy(
                                        JavaClass::getSimpleName,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                JavaClass::getName, Collectors.toList())));
        byName.values().removeIf(names -> names.size() == 1);
        assertThat(byName).as("names of more than one class").isEmpty();
    }
}
