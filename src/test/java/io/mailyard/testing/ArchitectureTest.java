package io.mailyard.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mailyard.base.Sha256;
import io.mailyard.db.Row;
import io.mailyard.fields.ColumnCodec;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Says which package may import which: imports point down the layers, packages do not import each
 * other, a library is used by one package, every package is null-marked.
 */
class ArchitectureTest {
    private static final String ROOT = "io.mailyard.";

    /**
     * From the lowest up. A package may import the packages of all lines above its own, and those
     * of its own line that do not import it.
     */
    private static final List<List<String>> LAYERS =
            List.of(
                    List.of("base"),
                    List.of("config"),
                    List.of("db", "wire", "smtp", "mime", "dns", "templates"),
                    List.of("http"),
                    List.of("api", "outbound"),
                    List.of("fields"),
                    List.of("access"),
                    List.of("gate"),
                    List.of("audit", "notices"),
                    List.of("writes"),
                    List.of("tasks"),
                    List.of("bulk"),
                    List.of("tariffs", "states"),
                    List.of("policies"),
                    List.of("accounts"),
                    List.of("domains"),
                    List.of("signin"),
                    List.of("providers"),
                    List.of("tokens", "users"),
                    List.of("administrators"),
                    List.of("nodes", "senders"),
                    List.of("identity"),
                    List.of("routing"),
                    List.of("suppressions", "events"),
                    List.of("statistics"),
                    List.of("delivery"),
                    List.of("lanes", "protocol"),
                    List.of("outcomes", "stops"),
                    List.of("leases"),
                    List.of("retention"),
                    List.of("queue"),
                    List.of("impact"),
                    List.of("messages"),
                    List.of("search", "alerts"),
                    List.of("erasure"),
                    List.of("submission"),
                    List.of("agent", "tools"),
                    List.of(
                            "operations",
                            "document",
                            "declare",
                            "compare",
                            "cli",
                            "panel",
                            "backups",
                            "drill",
                            "acme"),
                    List.of("portal"),
                    List.of("server"),
                    List.of("main"));

    /** The place of the document's section about packages. */
    private static final int PACKAGES = 3;

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.mailyard");

    @Test
    void packages_areAllInTheLayers() {
        Set<String> layered =
                LAYERS.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packagesOfProgram()).isEqualTo(layered);
    }

    /** The list and the table of the document say what is enforced here. */
    @Test
    void document_hasTheSameLayersAndEachPackage() throws IOException {
        String part =
                Files.readString(Path.of("docs/architecture.md")).split("\n## ", -1)[PACKAGES];
        List<List<String>> listed =
                part.lines()
                        .filter(line -> line.startsWith("    "))
                        .map(line -> List.of(line.strip().split(" +", -1)))
                        .toList();
        assertThat(listed.stream().map(Set::copyOf))
                .containsExactlyElementsOf(LAYERS.stream().map(Set::copyOf).toList());
        Set<String> described =
                part.lines()
                        .filter(line -> line.startsWith("| `"))
                        .flatMap(line ->
                                Stream.of(line.split("\\|", -1)[1].replace("`", "").split(",", -1)))
                        .map(String::strip)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(packagesOfProgram());
    }

    private static Set<String> packagesOfProgram() {
        return PROGRAM.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .map(name -> name.contains(".") ? name.substring(0, name.indexOf('.')) : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void imports_pointDownTheLayers() {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            for (String name : LAYERS.get(layer)) {
                String[] above =
                        LAYERS.subList(layer + 1, LAYERS.size()).stream()
                                .flatMap(List::stream)
                                .map(ArchitectureTest::packages)
                                .toArray(String[]::new);
                if (above.length > 0) {
                    noClasses()
                            .that()
                            .resideInAPackage(packages(name))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .check(PROGRAM);
                }
            }
        }
    }

    @Test
    void packages_doNotImportEachOther() {
        slices().matching("io.mailyard.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    /** Except in the codecs of declared fields, which are told their column. */
    @Test
    void columns_areReadByName() {
        DescribedPredicate<JavaMethodCall> byNumber =
                DescribedPredicate.describe(
                        "reads a column by number",
                        call ->
                                call.getTargetOwner().isEquivalentTo(Row.class)
                                        && call.getTarget().getRawParameterTypes().stream()
                                                .anyMatch(type -> type.isEquivalentTo(int.class)));
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("db"), packages("fields"))
                .and(
                        DescribedPredicate.describe(
                                "declare no codec",
                                type ->
                                        type.getDirectDependenciesFromSelf().stream()
                                                .noneMatch(dependency ->
                                                        dependency
                                                                .getTargetClass()
                                                                .isEquivalentTo(
                                                                        ColumnCodec.class))))
                .should()
                .callMethodWhere(byNumber)
                .check(PROGRAM);
    }

    @Test
    void libraries_areUsedByOnePackage() {
        only("org.eclipse.jetty.server..", "http");
        only("org.eclipse.jetty.client..", "outbound");
        only("org.eclipse.jetty..", "http", "outbound");
        only("com.nimbusds..", "providers");
        only("com.unboundid..", "providers");
        only("com.webauthn4j..", "administrators");
        only("tools.jackson..", "wire");
        only("javax.xml.stream..", "wire");
        only("com.ctc.wstx..", "wire");
        only("org.codehaus.stax2..", "wire");
        only("java.sql..", "db");
        only("org.sqlite..", "db");
        only("org.postgresql..", "db");
        only("jakarta.mail..", "mime");
        only("gg.jte..", "templates");
        only("io.prometheus..", "operations");
        only("org.bouncycastle..", "access");
        only("com.amazon.corretto..", "base");
        only("com.eatthepath..", "access");
        only("org.shredzone..", "acme");
        only("io.nayuki..", "panel");
        only("com.maxmind..", "notices");
        only("org.xbill.DNS..", "dns");
        only("com.google.re2j..", "policies");
        only("org.snakeyaml..", "document");
    }

    private static void only(String library, String... names) {
        classes()
                .that()
                .resideOutsideOfPackages(
                        Stream.concat(
                                        Stream.of("gg.jte.generated.."),
                                        Arrays.stream(names).map(ArchitectureTest::packages))
                                .toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library)
                .check(PROGRAM);
    }

    /** {@code java.util.logging} is what SLF4J writes to, which {@code operations} sets up. */
    @Test
    void logger_isThatOfSlf4j() {
        only("java.util.logging..", "operations");
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.System\\$Logger.*")
                .check(PROGRAM);
    }

    /**
     * International domain names are encoded by one rule, {@code DomainName}: two of them made one
     * text the names of two registrants.
     */
    @Test
    void internationalDomainNames_areEncodedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packages("base"))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(IDN.class)
                .check(PROGRAM);
    }

    /** One helper: a dozen places once caught an exception that no JDK throws. */
    @Test
    void digests_areMadeBySha256() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Sha256.class)
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .check(PROGRAM);
    }

    /**
     * Where the time comes from: the commands' beginnings make the clock, for a drill one that
     * jumps. A node's lease and the health of the machine's clock are about the machine itself,
     * whatever clock the program has.
     */
    private static final Set<String> MAKERS_OF_CLOCKS =
            Set.of(
                    "io.mailyard.cli.CliEnvironment",
                    "io.mailyard.drill.DrillClock",
                    "io.mailyard.agent.LeaseClock",
                    "io.mailyard.agent.LeaseClock$ClockReading",
                    "io.mailyard.server.HealthChecks");

    @Test
    void time_isThatOfAClockThatIsPassed() {
        DescribedPredicate<JavaAccess<?>> asksTheMachine =
                DescribedPredicate.describe(
                        "asks the machine for the time",
                        access ->
                                access.getTarget() instanceof CodeUnitAccessTarget target
                                        && isOfMachine(
                                                target.getOwner().getName(),
                                                target.getName(),
                                                target.getRawParameterTypes().stream()
                                                        .anyMatch(type ->
                                                                type.isAssignableTo(
                                                                        InstantSource.class))));
        noClasses()
                .that()
                .resideOutsideOfPackage(packages("main"))
                .and(
                        DescribedPredicate.describe(
                                "make no clock",
                                type -> !MAKERS_OF_CLOCKS.contains(type.getName())))
                .should()
                .accessTargetWhere(asksTheMachine)
                .check(PROGRAM);
        noClasses().should().dependOnClassesThat().belongToAnyOf(Clock.class).check(PROGRAM);
    }

    private static boolean isOfMachine(String owner, String method, boolean ofGivenClock) {
        return switch (method) {
            case "now" -> owner.startsWith("java.time.") && !ofGivenClock;
            case "system" -> owner.equals(InstantSource.class.getName());
            case "currentTimeMillis" -> owner.equals(System.class.getName());
            default -> false;
        };
    }

    @Test
    void packages_areNullMarked() {
        Set<String> unmarked =
                PROGRAM.stream()
                        .map(JavaClass::getPackage)
                        .filter(javaPackage -> javaPackage.getName().startsWith("io.mailyard"))
                        .filter(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    private static String packages(String name) {
        return ROOT + name + "..";
    }
}
