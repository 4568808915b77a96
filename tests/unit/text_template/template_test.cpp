#include "text_template/template.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace berth;
using text_template::Fields;
using text_template::List;
using text_template::Method;
using text_template::Template;
using text_template::Value;

namespace {

Value sample() {
  const Method label = [](std::span<const Value> arguments) -> Value {
    return arguments.empty() ? std::string("none") : "label of " + text_template::to_text(arguments[0]);
  };
  return Fields{{"Name", "shop-web-1"},
                {"State", "running"},
                {"Empty", ""},
                {"Count", 3},
                {"Share", 0.25},
                {"Up", true},
                {"Ports", List{80, 443}},
                {"Tags", List{"a", "b"}},
                {"None", List{}},
                {"Nothing", Value()},
                {"Inner", Fields{{"Deep", "x<y"}, {"List", List{Fields{{"A", 1}}, Fields{{"A", 2}}}}}},
                {"Label", label}};
}

std::string render(const std::string& text) {
  return Template(text).render(sample());
}

}  // namespace

TEST_CASE("what templates give") {
  struct Case {
    std::string text, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"plain } text {", "plain } text {"},
      {"{{.Name}}", "shop-web-1"},
      {"{{ .Name }}: {{.State}}", "shop-web-1: running"},
      {"{{.Inner.Deep}}", "x<y"},
      {"{{(.Inner).Deep}}", "x<y"},
      {"{{$.Name}}", "shop-web-1"},
      {"{{.Count}} {{.Share}} {{.Up}} {{.Ports}}", "3 0.25 true [80 443]"},
      {"{{.Nothing}}", "<no value>"},
      {"{{.Inner}}", "map[Deep:x<y List:[map[A:1] map[A:2]]]"},
      // literals
      {R"({{"a\t\"b\""}}{{`raw \t`}}{{5}}{{-2}}{{1.5}}{{true}})", "a\t\"b\"raw \\t5-21.5true"},
      {"{{/* nothing */}}x", "x"},
      // blanks
      {"a  {{- .Count -}}  b", "a3b"},
      {"a {{- /* c */ -}} b", "ab"},
      {"a\n{{.Count}}\nb", "a\n3\nb"},
      // methods
      {R"({{.Label "x.y"}} {{.Label}} {{"z" | .Label}})", "label of x.y none label of z"},
      // conditions
      {"{{if .Up}}yes{{else}}no{{end}}", "yes"},
      {"{{if .Empty}}yes{{else}}no{{end}}", "no"},
      {"{{if .None}}1{{else if .Up}}2{{else}}3{{end}}.", "2."},
      {"{{if and .Up (eq .Count 3)}}both{{end}}", "both"},
      {"{{or .Empty .Name}} {{and .Up .Empty}}|{{not .Up}}", "shop-web-1 |false"},
      {"{{with .Inner}}{{.Deep}} of {{$.Name}}{{end}}", "x<y of shop-web-1"},
      {"{{with .Empty}}x{{else}}nothing{{end}}", "nothing"},
      // loops
      {"{{range .Ports}}{{.}},{{end}}", "80,443,"},
      {"{{range $i, $p := .Ports}}{{$i}}={{$p}};{{end}}", "0=80;1=443;"},
      {"{{range $p := .Ports}}{{$p}};{{end}}", "80;443;"},
      {"{{range .None}}x{{else}}none{{end}}", "none"},
      {"{{range .Inner.List}}{{.A}}{{end}}", "12"},
      {"{{range .Ports}}{{if eq . 80}}{{continue}}{{end}}{{.}}{{break}}{{end}}", "443"},
      {"{{range $k, $v := .Inner}}{{$k}} {{end}}", "Deep List "},
      // variables
      {"{{$x := .Name}}{{$x}}", "shop-web-1"},
      {"{{$x := 1}}{{if .Up}}{{$x = 2}}{{end}}{{$x}}", "2"},
      {"{{$x := 1}}{{if .Up}}{{$x := 2}}{{end}}{{$x}}", "1"},
      // functions
      {"{{json .Inner}}", R"({"Deep":"x\u003cy","List":[{"A":1},{"A":2}]})"},
      {"{{ json .Name }}", R"("shop-web-1")"},
      {"{{json .Nothing}} {{json .Share}} {{.Ports | json}}", "null 0.25 [80,443]"},
      {"{{upper .Name}} {{.State | lower}} {{title .State}}", "SHOP-WEB-1 running Running"},
      {R"({{join .Tags ", "}} {{split "a-b-c" "-"}} {{index (split .Name "-") 1}})", "a, b [a b c] web"},
      {"{{truncate .Name 4}}|{{truncate .Name 99}}", "shop|shop-web-1"},
      {R"({{pad "x" 1 2}}|{{pad "" 3 3}}|)", " x  ||"},
      {"{{len .Name}} {{len .Ports}} {{len .Inner}}", "10 2 2"},
      {R"({{index .Ports 1}} {{index .Inner "Deep"}} {{slice .Name 0 4}} {{slice .Ports 1}})", "443 x<y shop [443]"},
      {R"({{eq .State "running"}} {{ne .Count 3}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 1.5 1}})",
       "true false true true false true"},
      {R"({{eq .State "a" "running"}})", "true"},
      {R"({{print "a" 1 2 "b"}} {{println "x" 1}})", "a1 2b x 1\n"},
      {R"({{printf "%s|%5s|%-5s|%d|%03d|%v|%q|%.2f|%t|%x|%%" .Name "a" "b" 7 7 .Ports "q" 1.5 .Up 255}})",
       "shop-web-1|    a|b    |7|007|[80 443]|\"q\"|1.50|true|ff|%"},
      {R"({{printf "%d %s" "x"}})", "%!d(x) %!s(MISSING)"},
      {R"({{html "<a&b>"}})", "&lt;a&amp;b&gt;"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(render(c.text) == c.expected);
  }
}

TEST_CASE("what is refused, with its column") {
  struct Case {
    std::string text, what, hint;
  };
  const Case cases[] = {
      {"{{.Nmae}}", "column 3: there is no field .Nmae", "did you mean .Name?"},
      {"{{.Name.More}}", "there is no field .More", ""},
      {"x {{jsn .}}", "column 5: unknown function \"jsn\"", "did you mean \"json\"?"},
      {"{{Name}}", "unknown function \"Name\"", "a field is written .Name"},
      {"{{.Name", "column 3: \"{{\" is not closed", ""},
      {"{{\"abc}}", "the text is not closed", ""},
      {"{{`abc}}", "the text is not closed", ""},
      {"{{/* abc}}", "the comment is not closed", ""},
      {"{{}}", "a value is missing", ""},
      {"{{.Name | }}", "a value is missing", ""},
      {"{{(.Name}}", "\")\" is missing", ""},
      {"{{.Name)}}", "\")\" is not expected here", ""},
      {"{{if .Up}}x", "is not closed by {{end}}", ""},
      {"{{end}}", "\"end\" has no beginning", ""},
      {"{{else}}", "\"else\" has no beginning", ""},
      {"{{break}}", "\"break\" outside of a range", ""},
      {"{{join or}}", "or: it needs arguments", ""},
      {"{{$x}}", "unknown variable $x", ""},
      {"{{$x = 1}}", "unknown variable $x", ""},
      {"{{define \"x\"}}{{end}}", "unknown function \"define\"", ""},
      {"{{range .Name}}{{end}}", "range cannot go over a text", ""},
      {"{{.Name \"x\"}}", "a text takes no arguments", ""},
      {"{{upper .Count}}", "upper: argument 1 is a whole number, not a text", ""},
      {"{{upper}}", "upper: argument 1 is missing", ""},
      {"{{index .Ports 2}}", "a list of 2 has no item 2", ""},
      {"{{slice .Name 5 2}}", "5 to 2 is not within", ""},
      {"{{lt .Name 1}}", "cannot be compared", ""},
      {"{{1x}}", "\"1x\" is no number", ""},
      {"{{?}}", "\"?\" has no meaning here", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    try {
      const auto text = render(c.text);
      FAIL("was taken, and gave " << text);
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find(c.what) != std::string::npos);
      if (!c.hint.empty()) CHECK(error.hint() == c.hint);
    }
  }
}

TEST_CASE("limits hold") {
  CHECK_THROWS_AS(Template(std::string(text_template::longest_template + 1, 'x')), Error);
  std::string deep;
  for (std::size_t i = 0; i <= text_template::deepest_nesting; ++i) deep += "(";
  CHECK_THROWS_AS(Template("{{" + deep), Error);
  std::string blocks;
  for (std::size_t i = 0; i <= text_template::deepest_nesting; ++i) blocks += "{{if 1}}";
  CHECK_THROWS_AS(Template{blocks}, Error);

  List many;
  for (int i = 0; i < 2000; ++i) many.emplace_back(i);
  const Value data = Fields{{"L", many}, {"T", std::string(100'000, 'x')}};
  for (const auto* text :
       {"{{range .L}}{{range $.L}}{{end}}{{range $.L}}{{.}}{{end}}{{end}}", "{{range .L}}{{$.T}}{{end}}"}) {
    const Template endless(text);
    std::string out;
    CHECK_THROWS_AS(out = endless.render(data), Error);
  }
}

TEST_CASE("values as JSON and as text") {
  CHECK(text_template::to_json(Fields{{"a", "\"\n&"}, {"m", Method([](auto) { return Value(1); })}, {"n", Value()}}) ==
        R"({"a":"\"\n\u0026","n":null})");
  const auto loud = text_template::with_texts(sample(), [](const std::string& text) { return text + "!"; });
  CHECK(Template("{{.Name}} {{index .Tags 0}} {{.Label 1}} {{.Count}}").render(loud) == "shop-web-1! a! label of 1! 3");
}
