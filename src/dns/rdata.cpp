#include "dns/rdata.hpp"

#include <algorithm>
#include <string_view>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "dns/wire_text.hpp"

namespace berth::dns {

namespace rdata {

Rdata address(Bytes bytes) {
  return {.rank = 0, .bytes = std::string(bytes.begin(), bytes.end())};
}

Rdata name(const DomainName& target) {
  return {.rank = 0, .bytes = target.wire()};
}

Rdata service(std::uint16_t priority, std::uint16_t weight, std::uint16_t port, const DomainName& target) {
  Rdata data;
  for (const auto value : {priority, weight, port}) put_u16(data.bytes, value);
  data.bytes += target.key();
  return data;
}

Rdata texts(const std::vector<std::string>& texts) {
  constexpr std::size_t longest_text = 255;
  Rdata data;
  for (const auto& text : texts) {
    const auto part = std::string_view(text).substr(0, longest_text);
    data.bytes += static_cast<char>(part.size());
    data.bytes += part;
  }
  if (texts.empty()) data.bytes += '\0';
  return data;
}

std::vector<std::string> strings(const Rdata& data) {
  std::vector<std::string> all;
  for (std::string_view rest = data.bytes; !rest.empty();) {
    const auto length = static_cast<unsigned char>(rest.front());
    all.emplace_back(rest.substr(1, length));
    rest.remove_prefix(std::min<std::size_t>(rest.size(), length + std::size_t{1}));
  }
  return all;
}

namespace {

std::string address_text(const Rdata& data) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(data.bytes.size() == 4 ? AF_INET : AF_INET6, data.bytes.data(), text, sizeof(text));
  return text;
}

std::string quoted_texts(const Rdata& data) {
  std::string all;
  for (const auto& text : strings(data)) {
    if (!all.empty()) all += ' ';
    all += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') all += '\\';
      all += c;
    }
    all += '"';
  }
  return all;
}

std::string service_text(std::string_view bytes) {
  constexpr std::size_t head = 6;
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) * 256U + static_cast<unsigned char>(bytes[at + 1]);
  };
  return fmt::format("{} {} {} {}", number(0), number(2), number(4), DomainName::from_wire(bytes.substr(head)).text());
}

}  // namespace

std::string text(Type type, const Rdata& data) {
  switch (type) {
    case Type::a:
    case Type::aaaa: return address_text(data);
    case Type::ns:
    case Type::ptr: return DomainName::from_wire(data.bytes).text();
    case Type::srv: return service_text(data.bytes);
    case Type::txt: return quoted_texts(data);
    default: return fmt::format("\\# {}", data.bytes.size());
  }
}

}  // namespace rdata

std::string text_of(Type type) {
  switch (type) {
    case Type::a: return "A";
    case Type::ns: return "NS";
    case Type::soa: return "SOA";
    case Type::ptr: return "PTR";
    case Type::txt: return "TXT";
    case Type::aaaa: return "AAAA";
    case Type::srv: return "SRV";
    default: return fmt::format("TYPE{}", static_cast<unsigned>(type));
  }
}

DomainName reverse_name(Bytes address) {
  std::string text;
  const bool v4 = address.size() == 4;
  for (std::size_t i = address.size(); i-- > 0;) {
    text += v4 ? fmt::format("{}.", address[i]) : fmt::format("{:x}.{:x}.", address[i] & 0xf, address[i] >> 4);
  }
  text += v4 ? "in-addr.arpa" : "ip6.arpa";
  return *DomainName::from_text(text);
}

}  // namespace berth::dns
