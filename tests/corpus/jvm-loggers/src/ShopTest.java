package io.acme.shop;
import org.junit.jupiter.api.*; import static org.junit.jupiter.api.Assertions.*; import java.time.Duration;
class ShopTest { @Test void adds() { assertEquals(3, 1 + 1, "sum of lines"); } @Test void nulls() { String s = null; s.length(); } @Test void ok() {} @Test void slow() { assertTimeoutPreemptively(Duration.ofMillis(30), () -> Thread.sleep(500)); } @Test void many() { assertAll("order", () -> assertTrue(false, "paid"), () -> fail("shipped")); } @Nested class Inner { @BeforeEach void set() { throw new IllegalStateException("no fixture"); } @Test void x() {} } }
