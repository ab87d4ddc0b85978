import { BASE_URL } from '../../support/service.ts';
import { onTheService } from '../../support/suites.ts';

onTheService(({ send }) => {
  test.each([
    ['/Customers/42/firstName', 'Customers(42)/firstName'],
    ['/Customers(id=42)/firstName/', 'Customers(42)/firstName'],
    ['/Customers(555)/Employer/Address/city', 'Addresses(3)/city'],
    ['/Loans(name=%27LAI-00000003%27)/status', 'Loans(1)/status'],
  ])('the context of the property %s names the entity it belongs to', async (target, fragment) => {
    const { json } = await send('GET', target);
    expect(json['@odata.context']).toBe(`${BASE_URL}/$metadata#${fragment}`);
  });

  test('the context repeats what was selected, wildcards and navigations included', async () => {
    expect((await send('GET', '/Customers?$select=*,Phones&$top=1')).json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers(*,Phones)`);
    expect((await send('GET', '/Customers?$select=id,LoanService.*&$top=1')).json['@odata.context']).toBe(`${BASE_URL}/$metadata#Customers(id,LoanService.*)`);
  });
});
