package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TermsTest {

  @Test
  void separatorsWithinBracketsAndQuotesSeparateNothing() {
    assertEquals(List.of("a", "b"), Terms.split("a, b", ","));
    assertEquals(List.of("a(x=1, y=[2, 3])", "b"), Terms.split(" a(x=1, y=[2, 3]) ,b", ","));
    assertEquals(List.of("{a: {x: 1, y: 2}}", "b"), Terms.split("{a: {x: 1, y: 2}},b", ","));
    assertEquals(
        List.of("a(x=',')", "b(y=\"\\\",)\")"), Terms.split("a(x=','), b(y=\"\\\",)\")", ","));
    assertEquals(List.of("a(x=1e+3)", "b"), Terms.split("a(x=1e+3) + b", "+"));
    assertEquals(List.of("", "a", ""), Terms.split(",a,", ","));
  }

  @Test
  void bracketsAndQuotesThatDoNotMatchMeanNothing() {
    assertEquals(List.of("a(x=1", "b"), Terms.split("a(x=1, b", ","));
    assertEquals(List.of("it's", "b"), Terms.split("it's, b", ","));
    assertEquals(List.of("a)", "b("), Terms.split("a), b(", ","));
  }

  @Test
  void aListThatWasSplitAtEveryCommaIsJoinedAgain() {
    assertEquals(List.of(), Terms.joined(List.of()));
    assertEquals(List.of("a", "b(x=1,y=2)"), Terms.joined(List.of("a", "b(x=1", "y=2)")));
  }
}
