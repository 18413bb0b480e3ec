package io.mailyard.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes of authenticator apps (RFC 6238) and recovery codes. */
class TotpTest {
    /** {@code 12345678901234567890}, the secret of RFC 6238, appendix B, in Base32. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void code_equalsTheRfcTestVectors(long seconds, String code) {
        assertThat(Totp.code(SECRET, Instant.ofEpochSecond(seconds))).isEqualTo(code);
    }

    @Test
    void code_isValidOneStepEitherWay_andOnlyAfterTheUsedStep() {
        Instant now = Instant.ofEpochSecond(1_000_000_010);
        long present = now.getEpochSecond() / 30;
        for (long off = -3; off <= 3; off++) {
            String code = Totp.code(SECRET, now.plusSeconds(30 * off));
            assertThat(Totp.step(SECRET, code, 0, now).isPresent())
                    .as("off by %s", off)
                    .isEqualTo(Math.abs(off) <= 1);
            assertThat(Totp.step(SECRET, code, present, now).isPresent()).isEqualTo(off == 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "12345", "1234567", "abcdef", "' '", "287 082x"})
    void malformedCode_isWrong(String given) {
        assertThat(Totp.step(SECRET, given, 0, Instant.ofEpochSecond(59))).isEmpty();
    }

    @Test
    void code_mayContainASpace() {
        assertThat(Totp.step(SECRET, " 287 082 ", 0, Instant.ofEpochSecond(59))).isPresent();
    }

    @Test
    void secrets_are160BitsAndDiffer() {
        assertThat(Totp.secret()).matches("[A-Z2-7]{32}").isNotEqualTo(Totp.secret());
    }

    @Test
    void recoveryCode_matchesInAnyCaseAndSpacing() {
        RecoveryCode code = new RecoveryCode("0a1b-2c3d-4e5f-6g7h");

        assertThat(RecoveryCode.typed("OAIB 2C3D4E5F 6g7h").hash()).isEqualTo(code.hash());
        assertThat(RecoveryCode.typed("0a1b-2c3d-4e5f-6g7j").hash()).isNotEqualTo(code.hash());
        assertThat(RecoveryCode.set()).hasSize(RecoveryCode.COUNT).doesNotHaveDuplicates();
    }
}
