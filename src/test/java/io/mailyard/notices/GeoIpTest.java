package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.templates.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoIpTest {
    @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void writeDatabase() throws IOException {
        Map<String, ?> germany = named("Germany", "Германия");
        file =
                new TinyMmdb()
                        .add(
                                "81.2.69.0/24",
                                Map.of("city", named("Berlin", "Берлин"), "country", germany))
                        .add("81.2.70.0/24", Map.of("country", germany))
                        .add(
                                "81.2.71.0/25",
                                Map.of("registered_country", Map.of("names", Map.of("en", "Oz"))))
                        .add("10.0.0.0/8", Map.of("country", germany))
                        .add("81.3.0.0/16", Map.of("country", "not a map"))
                        .write(folder.resolve("city.mmdb"), "Test-City");
    }

    @Test
    void place_isNamedInTheLanguage() {
        try (GeoIp places = GeoIp.open(file)) {
            assertThat(places.place("81.2.69.142", Language.EN)).contains("Berlin, Germany");
            assertThat(places.place("81.2.69.1", Language.RU)).contains("Берлин, Германия");
            assertThat(places.place("81.2.70.1", Language.RU)).contains("Германия");
            assertThat(places.place("81.2.71.1", Language.RU)).contains("Oz");
            assertThat(places.place("::ffff:81.2.70.1", Language.EN)).contains("Germany");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "127.0.0.1",
                "0.0.0.0",
                "192.168.1.1",
                "169.254.1.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "81.2.71.200",
                "8.8.8.8",
                "2a00::1",
                "81.3.1.1",
                "localhost",
                "example.org",
                "81.2.69",
                "",
                "nonsense\r\n"
            })
    void unknownAddress_hasNoPlace(String address) {
        try (GeoIp places = GeoIp.open(file)) {
            assertThat(places.place(address, Language.EN)).isEmpty();
        }
    }

    @Test
    void withoutADatabase_thereIsNoPlace() {
        RelayConfig none =
                RelayConfig.from(Settings.load(RelayConfig.SETTINGS, Optional.empty(), List.of()));
        assertThat(GeoIp.open(none).place("81.2.69.142", Language.EN)).isEmpty();
    }

    @Test
    void missingFile_stopsTheStart() {
        Path none = folder.resolve("none.mmdb");
        assertThatThrownBy(() -> GeoIp.open(none))
                .isInstanceOf(StartException.class)
                .hasMessage("configuration: geoip.database " + none + " does not exist");
    }

    @Test
    void damagedFile_stopsTheStart() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.mmdb"), Arrays.copyOf(whole, whole.length / 2));
        Path empty = Files.createFile(folder.resolve("empty.mmdb"));

        for (Path damaged : new Path[] {cut, empty}) {
            assertThatThrownBy(() -> GeoIp.open(damaged))
                    .isInstanceOf(StartException.class)
                    .hasMessageEndingWith("is not a MaxMind database, or is damaged");
        }
    }

    @Test
    void databaseOfAnotherKind_stopsTheStart() throws IOException {
        Path asn =
                new TinyMmdb().add("81.2.69.0/24", Map.of()).write(folder.resolve("a"), "Test-ASN");

        assertThatThrownBy(() -> GeoIp.open(asn))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is of the kind Test-ASN");
    }

    private static Map<String, ?> named(String english, String russian) {
        return Map.of("names", Map.of("en", english, "ru", russian));
    }
}
