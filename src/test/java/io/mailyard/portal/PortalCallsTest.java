package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Each page and act of the portal with the calls behind it, for an account's own tokens ({@code
 * src/test/resources/portal/calls.txt}). What a person does about signing in has none: a token must
 * not be able to.
 */
class PortalCallsTest {
    private static final Path TABLE = Path.of("src/test/resources/portal/calls.txt");

    /** What is told of each row that has no call. */
    private static final List<String> WITHOUT = List.of("sign-in", "text");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> table = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\\s+");
                table.put(parts[0] + " " + parts[1], List.of(parts).subList(2, parts.length));
            }
        }
        return table;
    }

    @Test
    void everyPageAndAct_hasItsCallsForAnAccountsToken() throws IOException {
        Map<String, List<String>> table = table();
        TreeSet<String> addresses = new TreeSet<>();
        PageList.ofPortal(server).forEach(page -> addresses.add("GET " + page));
        PageList.actsOfPortal(server).forEach(act -> addresses.add("POST " + act));
        assertThat(table.keySet()).containsExactlyElementsOf(addresses);

        TreeSet<String> calls = new TreeSet<>();
        Routes.ofAccounts(server)
                .forEach(route -> calls.add(route.path().replaceFirst("/api/v1.1/", "")));
        calls.add("suppressions/import");
        List<String> unknown = new ArrayList<>();
        TreeSet<String> used = new TreeSet<>();
        table.forEach((address, behind) -> {
            assertThat(behind).as(address).isNotEmpty();
            for (String call : behind) {
                used.add(call);
                if (!calls.contains(call) && !WITHOUT.contains(call)) {
                    unknown.add(address + ": " + call);
                }
            }
        });
        assertThat(unknown).isEmpty();
        calls.removeAll(used);
        // an administrator's word: refused to every account
        assertThat(calls).as("calls that no page makes").containsExactly("domains/save");
    }
}
