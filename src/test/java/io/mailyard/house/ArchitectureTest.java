package io.mailyard.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Holds the house to its plan: imports point down the floors, a library lives in one room, every
 * room is null-marked.
 */
class ArchitectureTest {
    private static final String ROOT = "io.mailyard.";

    /**
     * From the ground up. A room may import rooms on its own line to the left of it, and all lines
     * above this one.
     */
    private static final List<List<String>> FLOORS =
            List.of(
                    List.of("base"),
                    List.of("config"),
                    List.of("db", "web", "smtp", "mime", "dns", "templates"),
                    List.of("access"),
                    List.of("gate"),
                    List.of("audit", "notices"),
                    List.of("writes"),
                    List.of("tariffs", "states"),
                    List.of("policies"),
                    List.of("accounts"),
                    List.of("domains"),
                    List.of("tokens", "users"),
                    List.of("nodes", "senders"),
                    List.of("identity"),
                    List.of("routing"),
                    List.of("suppressions", "events"),
                    List.of("delivery"),
                    List.of("queue"),
                    List.of("impact"),
                    List.of("messages"),
                    List.of("submission"),
                    List.of("agent"),
                    List.of("operations", "document", "declare", "cli"));

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.mailyard");

    @Test
    void rooms_areAllOnTheFloorPlan() {
        Set<String> planned =
                FLOORS.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rooms()).isEqualTo(planned);
    }

    private static Set<String> rooms() {
        return PROGRAM.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .map(name -> name.contains(".") ? name.substring(0, name.indexOf('.')) : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void imports_pointDownTheFloors() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String room : FLOORS.get(floor)) {
                String[] above =
                        FLOORS.subList(floor + 1, FLOORS.size()).stream()
                                .flatMap(List::stream)
                                .map(ArchitectureTest::packages)
                                .toArray(String[]::new);
                if (above.length > 0) {
                    noClasses()
                            .that()
                            .resideInAPackage(packages(room))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .check(PROGRAM);
                }
            }
        }
    }

    @Test
    void rooms_doNotImportEachOther() {
        slices().matching("io.mailyard.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void rooms_doNotKnowTheHouse() {
        noClasses()
                .that()
                .resideInAPackage("io.mailyard.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mailyard")
                .check(PROGRAM);
    }

    @Test
    void libraries_liveInOneRoom() {
        only("org.eclipse.jetty..", "web");
        only("tools.jackson..", "web");
        only("javax.xml.stream..", "web");
        only("com.ctc.wstx..", "web");
        only("org.codehaus.stax2..", "web");
        only("java.sql..", "db");
        only("org.sqlite..", "db");
        only("org.postgresql..", "db");
        only("jakarta.mail..", "mime");
        only("gg.jte..", "templates");
        only("io.prometheus..", "operations");
        only("org.bouncycastle..", "access");
        only("com.maxmind..", "notices");
        only("org.xbill.DNS..", "dns");
        only("com.google.re2j..", "policies");
        only("org.snakeyaml..", "document");
    }

    private static void only(String library, String room) {
        classes()
                .that()
                .resideOutsideOfPackages(packages(room), "gg.jte.generated..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library)
                .check(PROGRAM);
    }

    @Test
    void rooms_areNullMarked() {
        Set<String> unmarked =
                PROGRAM.stream()
                        .map(JavaClass::getPackage)
                        .filter(one -> one.getName().startsWith("io.mailyard"))
                        .filter(one -> !one.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    private static String packages(String room) {
        return ROOT + room + "..";
    }
}
