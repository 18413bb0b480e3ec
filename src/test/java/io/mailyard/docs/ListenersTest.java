package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/architecture.md lists what a change sets off: every listener's event, and who hears it. */
class ListenersTest {
    private static final String ROOT = "io.mailyard.";

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.mailyard");

    /** An event stands in the second column; who hears it in the third, without a method. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\|[^|]*\\|([^|]*)\\|([^|]*)\\|$");

    private static final Pattern EVENT = Pattern.compile("`([a-z]+/[A-Za-z]+\\.on[A-Z][A-Za-z]*)`");
    private static final Pattern HEARER = Pattern.compile("`([a-z]+/[A-Za-z]+)`");

    private static String section() throws IOException {
        String page = Files.readString(Path.of("docs", "architecture.md"));
        int begin = page.indexOf("## What a change sets off");
        return page.substring(begin, page.indexOf("\n## ", begin + 1));
    }

    private static Map<String, Set<String>> listed() throws IOException {
        Map<String, Set<String>> listed = new TreeMap<>();
        Matcher row = ROW.matcher(section());
        while (row.find()) {
            Set<String> hearers = all(HEARER, row.group(2));
            all(EVENT, row.group(1)).forEach(event -> listed.put(event, hearers));
        }
        return listed;
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> called() {
        Map<String, Set<String>> called = new TreeMap<>();
        for (JavaClass type : PROGRAM) {
            for (JavaMethod method : type.getMethods()) {
                if (registers(method)) {
                    called.put(
                            name(type) + "." + method.getName(),
                            method.getAccessesToSelf().stream()
                                    .map(access -> name(access.getOriginOwner()))
                                    .collect(Collectors.toCollection(TreeSet::new)));
                }
            }
        }
        return called;
    }

    /** Whether the method takes a listener of ours, as those of Jetty's interfaces do not. */
    private static boolean registers(JavaMethod method) {
        return method.getName().matches("(on|set|add)[A-Z].*")
                && method.getRawReturnType().getName().equals("void")
                && method.getRawParameterTypes().size() == 1
                && isListener(
                        method.getRawParameterTypes().getFirst(),
                        method.getName().startsWith("on"));
    }

    private static boolean isListener(JavaClass type, boolean isNamedOn) {
        String name = type.getName();
        if (!isNamedOn) {
            return name.startsWith(ROOT) && name.endsWith("Listener");
        }
        return name.startsWith(ROOT)
                ? type.isInterface()
                : name.startsWith("java.util.function.") || name.equals("java.lang.Runnable");
    }

    /** As the page writes it: {@code accounts/Accounts}. */
    private static String name(JavaClass type) {
        String top = type.getName().substring(ROOT.length()).replaceFirst("[$].*", "");
        return top.replace('.', '/');
    }

    @Test
    void listenersAndWhoHears_areThoseOfThePage() throws IOException {
        assertThat(called()).hasSizeGreaterThan(25);
        assertThat(listed()).isEqualTo(called());
    }
}
