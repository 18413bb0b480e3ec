package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.bytebuddy.ByteBuddy;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.jetty.util.security.UnixCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;

/**
 * The licence texts of {@code packaging/licences}, compared with the copies that lie in jars, and
 * what has to be in those of which no jar here has a copy.
 */
class LicenceTextsTest {
    private static final Path TEXTS = Path.of("packaging", "licences");

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                        .getLocation()
                        .toURI());
    }

    private static String inJarOf(Class<?> type, String name)
            throws IOException, URISyntaxException {
        try (ZipFile jar = new ZipFile(jarOf(type).toFile())) {
            ZipEntry entry = Objects.requireNonNull(jar.getEntry(name), name);
            try (InputStream in = jar.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static String ours(String file) throws IOException {
        return Files.readString(TEXTS.resolve(file));
    }

    /** The words; where lines break and how far they are indented differs from copy to copy. */
    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void textsOfWhichAJarHasACopy_areWordForWordThose() throws Exception {
        assertThat(words(ours("bouncycastle.txt")))
                .isEqualTo(words(inJarOf(BouncyCastleProvider.class, "META-INF/LICENSE.md")));
        assertThat(words(ours("asm.txt")))
                .isEqualTo(words(inJarOf(ByteBuddy.class, "META-INF/licenses/ASM")));
        assertThat(words(ours("Apache-2.0.txt")))
                .isEqualTo(words(inJarOf(JsonParser.class, "META-INF/LICENSE")));
    }

    /** What the package has of a jar with texts of its own are those, byte for byte. */
    @Test
    void textsInAJar_areServedAsTheyAre(@TempDir Path folder) throws Exception {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        for (Class<?> type : List.of(BouncyCastleProvider.class, JsonParser.class)) {
            Path jar = jarOf(type);
            Files.copy(jar, jars.resolve(jar.getFileName()));
        }

        Process notices =
                new ProcessBuilder(
                                "packaging/notices",
                                System.getProperty("java.home"),
                                jars.toString(),
                                folder.resolve("out").toString())
                        .inheritIO()
                        .start();

        assertThat(notices.waitFor()).isZero();
        Path jackson = folder.resolve("out").resolve(name(JsonParser.class));
        for (String file :
                List.of(
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/FastDoubleParser-LICENSE",
                        "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/Schubfach-LICENSE")) {
            assertThat(jackson.resolve(file)).content().isEqualTo(inJarOf(JsonParser.class, file));
        }
        assertThat(
                        folder.resolve("out")
                                .resolve(name(BouncyCastleProvider.class))
                                .resolve("META-INF/LICENSE.md"))
                .content()
                .isEqualTo(inJarOf(BouncyCastleProvider.class, "META-INF/LICENSE.md"));
    }

    private static String name(Class<?> type) throws URISyntaxException {
        return jarOf(type).getFileName().toString().replaceFirst("\\.jar$", "");
    }

    /** The author of a class in {@code jetty-util} wants a notice of its own wherever it goes. */
    @Test
    void classUnderALicenceOfItsOwn_hasItsNotice() throws Exception {
        assertThat(inJarOf(UnixCrypt.class, "org/eclipse/jetty/util/security/UnixCrypt.class"))
                .isNotEmpty();
        assertThat(words(ours("jetty.txt")))
                .contains(
                        "Copyright 1996 Aki Yoshida",
                        "provided that the copyright notice appears in all copies.");
    }

    /** Licences that demand to be reproduced whole with a binary are, and not summed up. */
    @Test
    void nativeLibraryOfTheProvider_hasTheLicencesOfAllItsParts() throws Exception {
        assertThat(words(ours("aws-lc.txt")))
                .contains(
                        "Copyright (c) 1998-2011 The OpenSSL Project. All rights reserved.",
                        "EVEN IF ADVISED * OF THE POSSIBILITY OF SUCH DAMAGE.",
                        "Copyright (C) 1995-1998 Eric Young (eay@cryptsoft.com)",
                        "[including the GNU Public Licence.]",
                        "Copyright (c) 2015, Google Inc.",
                        "Copyright (c) 2015-2016 the fiat-crypto authors",
                        "Copyright (C) 2017 - 2021, Stephan Mueller",
                        "Copyright Amazon.com, Inc. or its affiliates.");
        assertThat(ours("README.md"))
                .contains("`AmazonCorrettoCryptoProvider.txt` `aws-lc.txt` `Apache-2.0.txt` |");
    }

    /**
     * The texts of other projects have a year or a holder, and the words that exclude a warranty.
     */
    @Test
    void eachText_namesItsHolderAndExcludesAWarranty() throws Exception {
        for (String file :
                List.of(
                        "asm.txt",
                        "bouncycastle.txt",
                        "java-otp.txt",
                        "qrcodegen.txt",
                        "re2j.txt")) {
            assertThat(words(ours(file)).toLowerCase(Locale.ROOT))
                    .as(file)
                    .contains("copyright (c)", "\"as is\"", "in no event shall");
        }
    }
}
